"use client";

import { useId, useState, type ReactNode } from "react";
import { OutputText } from "#lib/domain/run.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { bytesText } from "#components/shell/bytes-text.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { OutputDownload } from "./output-download.tsx";
import { useRunAddress } from "./run-address.ts";

/** How many pages are in the document at most: those scrolled past go, so that reading on never grows heavy. */
const MOST_PAGES = 20;

/** A step's output that is too large to be shown at once. */
export function LargeOutput({ runId, stepId, first }: { runId: string; stepId: string; first: OutputText }) {
  const address = `${useRunAddress(runId)}/steps/${stepId}/output`;
  return (
    <LargeText address={address} first={first}>
      <OutputDownload runId={runId} stepId={stepId} />
    </LargeText>
  );
}

/**
 * The JSON text of a large value, a page at a time, from wherever the reader wants.
 * @param address of the route that gives its pages by their `offset`
 */
export function LargeText({
  address,
  first,
  children,
}: {
  address: string;
  first: OutputText;
  children?: ReactNode;
}) {
  const [pages, setPages] = useState<{ offset: number; page: OutputText }[]>([{ offset: 0, page: first }]);
  const [busy, setBusy] = useState(false);
  const [share, setShare] = useState("");
  const hint = useId();
  const next = pages.at(-1)?.page.next ?? null;

  async function load(offset: number, go: boolean) {
    if (busy) return;
    setBusy(true);
    try {
      const page = await getJson(`${address}?offset=${offset}`, OutputText);
      setPages((known) => (go ? [{ offset, page }] : [...known, { offset, page }].slice(-MOST_PAGES)));
    } catch (error) {
      showToast(failureOf(error).message, "error");
    } finally {
      setBusy(false);
    }
  }

  if (first.text === null) {
    return (
      <Banner title="This output was deleted">
        <p className="text-muted">
          It had {bytesText(first.bytes)}, and its run ended longer ago than this workspace keeps large
          outputs.
        </p>
      </Banner>
    );
  }
  const from = pages[0]?.offset ?? 0;
  const shown = pages.reduce((sum, { page }) => sum + new TextEncoder().encode(page.text ?? "").length, 0);
  const percent = Number(share);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <p className="mr-auto text-muted">
          Showing {bytesText(Math.min(shown, first.bytes))} of {bytesText(first.bytes)}, as JSON
          {from > 0 && `, from ${Math.min(99, Math.round((from / first.chars) * 100))} % on`}.
        </p>
        <form
          className="flex items-center gap-1.5"
          onSubmit={(event) => {
            event.preventDefault();
            if (share === "" || !(percent >= 0 && percent <= 100)) return;
            // The very end shows the last page and not nothing.
            void load(
              Math.min(Math.floor((percent / 100) * first.chars), Math.max(0, first.chars - 10_000)),
              true,
            );
          }}
        >
          <Input
            aria-label="Go to, in percent"
            aria-describedby={hint}
            inputMode="decimal"
            className="h-control-sm! w-14!"
            value={share}
            aria-invalid={share !== "" && !(percent >= 0 && percent <= 100)}
            onChange={({ target }) => setShare(target.value.replace(",", "."))}
          />
          <span id={hint} className="text-xs text-muted">
            %
          </span>
          <Button size="small" type="submit" busy={busy}>
            Go there
          </Button>
        </form>
        {children}
      </div>
      <div className="rounded-md border bg-well p-2 font-mono text-xs">
        {pages.map(({ offset, page }) => (
          // What is off the screen is not laid out, so that many pages scroll like one.
          <pre
            key={offset}
            className="wrap-anywhere whitespace-pre-wrap [contain-intrinsic-size:auto_40rem] [content-visibility:auto]"
          >
            {page.text}
          </pre>
        ))}
      </div>
      {next !== null && (
        <div>
          <Button size="small" busy={busy} onClick={() => void load(next, false)}>
            Show more
          </Button>
        </div>
      )}
    </div>
  );
}
