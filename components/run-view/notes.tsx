"use client";

import { Info } from "lucide-react";
import { countOf } from "#lib/domain/count-of.ts";
import type { RunView } from "#lib/domain/view.ts";
import { stepTitles } from "./step-titles.ts";

/** What the steps want a reader to know, fallbacks above all; each line leads to its step. */
export function Notes({
  run,
  open,
  onSelect,
}: {
  run: RunView;
  open: boolean;
  onSelect: (stepId: string) => void;
}) {
  const title = stepTitles(run.graph);
  // What undoes a call has its own list.
  const steps = run.steps.filter((step) => step.notes.length > 0 && step.undoes === null);
  const count = steps.reduce((sum, step) => sum + step.notes.length, 0);
  if (count === 0) return null;
  return (
    <details open={open} className="rounded-md border bg-surface px-3 py-2">
      <summary className="flex items-center gap-2 font-medium">
        <Info className="size-4 text-status-waiting" aria-hidden="true" />
        {countOf(count, "note")}
      </summary>
      <ul className="mt-1 max-h-28 space-y-0.5 overflow-y-auto pl-6">
        {steps.map((step) => (
          <li key={step.stepId}>
            <button
              type="button"
              className="font-medium hover:underline"
              onClick={() => onSelect(step.stepId)}
            >
              {title(step.stepId)}
            </button>
            <span className="text-muted"> · {step.notes.join(" ")}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
