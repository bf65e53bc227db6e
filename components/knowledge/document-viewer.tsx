"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useEffect, useRef } from "react";
import { countOf } from "#lib/domain/count-of.ts";
import { PassagePage, type DocumentPassage, type DocumentView } from "#lib/domain/knowledge.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { Markdown } from "#components/run-view/markdown.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button, buttonClasses } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { headingInside, positionText } from "./position-text.ts";

/** Passages before the one that is looked for, so that it does not stand alone. */
const BEFORE = 3;

/** How far back each press on “Earlier passages” goes: as many as the server gives at once. */
const EARLIER = 100;

/**
 * What searches see of a document: its passages in order, each with the page or line that citations name.
 * @param position the passage to show first, marked
 */
export function DocumentViewer({
  document,
  position,
  onClose,
}: {
  document: DocumentView;
  position: number | null;
  onClose: () => void;
}) {
  const start = Math.max(0, (position ?? 0) - BEFORE);
  const pages = useInfiniteQuery({
    queryKey: ["document", document.id, start],
    queryFn: ({ pageParam, signal }) =>
      getJson(`/api/knowledge/${document.id}?from=${pageParam}`, PassagePage, signal),
    initialPageParam: start,
    getNextPageParam: (page) => page.next,
    getPreviousPageParam: ({ passages: [earliest] }) =>
      earliest && earliest.position > 0 ? Math.max(0, earliest.position - EARLIER) : null,
  });
  const passages = pages.data ? inOrder(pages.data.pages) : [];
  const first = passages[0]?.position ?? 0;
  const list = useRef<HTMLOListElement>(null);

  /** Shows what comes before, and stays where the reader was: at the passage that was the first. */
  async function showEarlier() {
    await pages.fetchPreviousPage();
    list.current?.querySelector<HTMLElement>(`[data-position="${first}"]`)?.focus();
  }

  return (
    <Dialog open onOpenChange={onClose} title={document.title} description={document.name} wide>
      <div
        // Focusable, so that the keyboard can scroll it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="region"
        aria-label="Content"
        className="flex flex-col gap-1 pb-5 focus-visible:outline-none"
      >
        <p className="mb-2">
          <a
            href={`/api/knowledge/${document.id}/file`}
            download
            className={buttonClasses("secondary", "small")}
          >
            <Download aria-hidden="true" />
            Download the original
          </a>
        </p>
        {document.problem && (
          <Banner tone={document.status === "failed" ? "error" : "warning"}>{document.problem}</Banner>
        )}
        {pages.isPending && <SkeletonRows rows={8} label="Loading the document" />}
        {pages.isError && <ErrorNote {...failureOf(pages.error)} onRetry={() => void pages.refetch()} />}
        {first > 0 && (
          <p className="mb-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
            {countOf(first, "passage")} before {passages.length === 1 ? "this" : "these"}.
            <Button size="small" busy={pages.isFetchingPreviousPage} onClick={() => void showEarlier()}>
              Earlier passages
            </Button>
          </p>
        )}
        {pages.data && passages.length === 0 && document.problem === null && (
          <p className="text-muted">It has not been read yet.</p>
        )}
        <ol ref={list} aria-label="Passages">
          {passages.map((passage) => (
            <ShownPassage
              key={passage.position}
              document={document}
              passage={passage}
              wanted={passage.position === position}
            />
          ))}
        </ol>
        {pages.hasNextPage && (
          <Button
            busy={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
            className="self-center"
          >
            Show more
          </Button>
        )}
      </div>
    </Dialog>
  );
}

/** The passages of all pages, each once: a page before the others may reach into the next. */
function inOrder(pages: readonly PassagePage[]): DocumentPassage[] {
  return pages.flatMap(({ passages }, at) => {
    const next = pages[at + 1]?.passages[0]?.position ?? Infinity;
    return passages.filter(({ position }) => position < next);
  });
}

function ShownPassage({
  document: { kind, title },
  passage: { heading, line, page, position, text },
  wanted,
}: {
  document: DocumentView;
  passage: DocumentPassage;
  wanted: boolean;
}) {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (wanted) item.current?.scrollIntoView({ block: "center" });
  }, [wanted]);
  const under = headingInside({ heading, title, kind });
  const rendered = kind === "markdown" || kind === "html" || kind === "docx";
  return (
    <li
      ref={item}
      data-position={position}
      tabIndex={-1}
      {...(wanted && { "aria-current": "location" as const })}
      className={classes(
        "border-l-2 py-1.5 pl-3",
        wanted ? "border-accent bg-accent-soft/60" : "border-transparent",
      )}
    >
      <p className="text-xs text-muted">
        {[positionText({ kind, line, page }), under].filter(Boolean).join(" · ")}
      </p>
      {rendered ? (
        <Markdown text={text} />
      ) : (
        <p
          className={classes(
            "wrap-break-word whitespace-pre-wrap",
            kind === "csv" ? "font-mono text-xs" : "max-w-prose",
          )}
        >
          {text}
        </p>
      )}
    </li>
  );
}
