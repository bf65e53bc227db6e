"use client";

import { useQuery } from "@tanstack/react-query";
import { z } from "zod";
import { DocumentView } from "#lib/domain/knowledge.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { Markdown } from "#components/run-view/markdown.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

const DocumentContent = DocumentView.extend({ content: z.string() });

/** Beyond this many characters the text is shown plain and cut: rendering megabytes would stop the page. */
const MOST_SHOWN = 200_000;

/** A document's content: Markdown rendered, the others as they are, with line numbers that quotes refer to. */
export function DocumentViewer({ document, onClose }: { document: DocumentView; onClose: () => void }) {
  const content = useQuery({
    queryKey: ["document", document.id],
    queryFn: ({ signal }) => getJson(`/api/knowledge/${document.id}`, DocumentContent, signal),
  });
  const text = content.data?.content ?? "";
  const whole = text.length <= MOST_SHOWN;
  return (
    <Dialog open onOpenChange={onClose} title={document.title} description={document.name} wide>
      <div
        // Focusable, so that the keyboard can scroll it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="region"
        aria-label="Content"
        className="pb-5 focus-visible:outline-none"
      >
        {content.isPending && <SkeletonRows rows={8} label="Loading the document" />}
        {content.isError && (
          <ErrorNote {...failureOf(content.error)} onRetry={() => void content.refetch()} />
        )}
        {content.data &&
          (document.kind === "markdown" && whole ? (
            <Markdown text={text} />
          ) : (
            <NumberedLines text={text.slice(0, MOST_SHOWN)} />
          ))}
        {!whole && <p className="mt-2 text-muted">Only the beginning is shown; steps read all of it.</p>}
      </div>
    </Dialog>
  );
}

function NumberedLines({ text }: { text: string }) {
  return (
    <ol className="overflow-x-auto rounded-md bg-well py-2 font-mono text-xs">
      {text.split("\n").map((line, index) => (
        // Lines are named by their number.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index} className="flex whitespace-pre">
          <span className="w-12 shrink-0 pr-3 text-right text-muted select-none">{index + 1}</span>
          <span className="pr-3">{line}</span>
        </li>
      ))}
    </ol>
  );
}
