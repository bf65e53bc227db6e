"use client";

import { useState } from "react";
import { OutputText } from "#lib/domain/run.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { bytesText } from "#components/shell/bytes-text.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { useRunAddress } from "./run-address.ts";

/** An output that is too large to be shown at once: its JSON text, a page at a time. */
export function LargeOutput({ runId, stepId, first }: { runId: string; stepId: string; first: OutputText }) {
  const address = useRunAddress(runId);
  const [more, setMore] = useState<OutputText[]>([]);
  const [busy, setBusy] = useState(false);
  const pages = [first, ...more];
  const next = pages.at(-1)?.next ?? null;

  async function load(offset: number) {
    if (busy) return;
    setBusy(true);
    try {
      const page = await getJson(`${address}/steps/${stepId}/output?offset=${offset}`, OutputText);
      setMore((known) => [...known, page]);
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
  const shown = pages.reduce((sum, { text }) => sum + new TextEncoder().encode(text ?? "").length, 0);
  return (
    <div className="flex flex-col gap-2">
      <p className="text-muted">
        Showing {bytesText(Math.min(shown, first.bytes))} of {bytesText(first.bytes)}, as JSON.
      </p>
      <div className="rounded-md border bg-well p-2 font-mono text-xs">
        {pages.map(({ text }, page) => (
          // What is off the screen is not laid out, so that many pages scroll like one.
          <pre
            key={page}
            className="wrap-anywhere whitespace-pre-wrap [contain-intrinsic-size:auto_40rem] [content-visibility:auto]"
          >
            {text}
          </pre>
        ))}
      </div>
      {next !== null && (
        <div>
          <Button size="small" busy={busy} onClick={() => void load(next)}>
            Show more
          </Button>
        </div>
      )}
    </div>
  );
}
