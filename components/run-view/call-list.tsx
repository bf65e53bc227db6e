"use client";

import type { StreamEvent } from "#lib/domain/event.ts";
import type { RunView } from "#lib/domain/view.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Duration } from "./run-duration.tsx";
import { toolCallRows } from "./run-events.ts";
import { stepTitles } from "./step-titles.ts";

export const CALL_LOOKS = {
  started: { word: "Under way", tone: "running" },
  succeeded: { word: "Succeeded", tone: "succeeded" },
  failed: { word: "Failed", tone: "failed" },
  parked: { word: "Waited", tone: "waiting" },
} as const;

/** Every tool call of a run. Arguments and results are with the step, which a row leads to. */
export function CallList({
  run,
  events,
  onSelect,
}: {
  run: RunView;
  events: readonly StreamEvent[];
  onSelect: (stepId: string) => void;
}) {
  const rows = toolCallRows(events);
  if (rows.length === 0) {
    return (
      <EmptyState title="No tool calls yet">Each use of a tool is listed here with its outcome.</EmptyState>
    );
  }
  const title = stepTitles(run.graph, null, run.steps);
  return (
    <table className="w-full border-collapse text-left">
      <caption className="sr-only">Tool calls in the order in which they began</caption>
      <thead className="sticky top-0 bg-surface text-xs text-muted">
        <tr>
          {["Step", "Tool", "Outcome", "Attempt", "Began", "Took"].map((head) => (
            <th key={head} scope="col" className="border-b px-4 py-1.5 font-medium">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key} className="align-top hover:bg-hover/60">
            <td className="border-b px-4 py-1.5">
              <button
                type="button"
                className="text-left font-medium hover:underline"
                onClick={() => onSelect(row.stepId)}
              >
                {title(row.stepId)}
              </button>
            </td>
            <td className="border-b px-4 py-1.5">
              <code className="font-mono text-xs">{row.tool}</code>
              {row.call > 0 && <span className="text-xs text-muted"> fallback {row.call}</span>}
            </td>
            <td className="border-b px-4 py-1.5">
              <Badge tone={CALL_LOOKS[row.status].tone}>{CALL_LOOKS[row.status].word}</Badge>
              {row.message && <p className="mt-0.5 text-xs text-muted">{row.message}</p>}
            </td>
            <td className="border-b px-4 py-1.5 tabular-nums">{row.attempt}</td>
            <td className="border-b px-4 py-1.5">
              {row.startedAt && <Moment at={row.startedAt} clock className="tabular-nums" />}
            </td>
            <td className="border-b px-4 py-1.5">
              <Duration from={row.startedAt} to={row.finishedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
