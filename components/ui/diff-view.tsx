"use client";

import { ChevronsUpDown } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { countOf } from "#lib/domain/count-of.ts";
import { diffTexts, type DiffLine } from "./text-diff.ts";

const LOOKS: Record<DiffLine["kind"], { sign: string; row: string; word: string; says: string }> = {
  same: { sign: "", row: "", word: "", says: "" },
  removed: {
    sign: "−",
    row: "bg-status-failed/8",
    word: "rounded-xs bg-status-failed/22 no-underline forced-colors:line-through",
    says: "Removed: ",
  },
  added: {
    sign: "+",
    row: "bg-status-succeeded/8",
    word: "rounded-xs bg-status-succeeded/24 no-underline forced-colors:underline",
    says: "Added: ",
  },
};

/** What makes one text another, line by line, with the words that differ marked. */
export function DiffView({ before, after, label }: { before: string; after: string; label: string }) {
  const { rows, removed, added } = useMemo(() => diffTexts(before, after), [before, after]);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  if (removed === 0 && added === 0) return <p className="py-4 text-muted">Both texts are the same.</p>;
  return (
    <div className="flex flex-col gap-2">
      <p role="status" className="text-xs text-muted tabular-nums">
        {countOf(removed, "line")} removed, {countOf(added, "line")} added.
      </p>
      <ol
        aria-label={label}
        className="overflow-hidden rounded-md border bg-surface py-1 font-mono text-xs leading-5"
      >
        {rows.map((row, index) =>
          row.kind !== "fold" ? (
            <Line key={index} line={row} />
          ) : open.has(index) ? (
            row.lines.map((line) => <Line key={`${index} ${line.before}`} line={line} />)
          ) : (
            <li key={index} className="bg-well px-1">
              <Button
                size="small"
                variant="ghost"
                icon={<ChevronsUpDown />}
                onClick={() => setOpen(new Set([...open, index]))}
              >
                Show {countOf(row.lines.length, "line")} that are the same
              </Button>
            </li>
          ),
        )}
      </ol>
    </div>
  );
}

function Line({ line: { kind, before, after, parts } }: { line: DiffLine }) {
  const look = LOOKS[kind];
  const Mark = kind === "removed" ? "del" : "ins";
  return (
    <li className={classes("flex", look.row)}>
      <span aria-hidden="true" className="flex shrink-0 text-muted select-none">
        <span className="w-8 pr-1 text-right tabular-nums max-sm:hidden">{before}</span>
        <span className="w-8 pr-1 text-right tabular-nums max-sm:hidden">{after}</span>
        <span className="w-5 text-center">{look.sign}</span>
      </span>
      <span className="min-h-5 min-w-0 flex-1 pr-2 break-words whitespace-pre-wrap">
        {look.says && <span className="sr-only">{look.says}</span>}
        {parts.map(({ text, changed }, index) =>
          changed ? (
            <Mark key={index} className={look.word}>
              {text}
            </Mark>
          ) : (
            <span key={index}>{text}</span>
          ),
        )}
      </span>
    </li>
  );
}
