"use client";

import { useState } from "react";
import type { StreamEvent } from "#lib/domain/event.ts";
import type { RunView } from "#lib/domain/view.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { eventText } from "./run-events.ts";
import { stepTitles } from "./step-titles.ts";

const SHOWN = 200;

/** Everything that happened in a run, newest first. */
export function EventLog({
  run,
  events,
  onSelect,
}: {
  run: RunView;
  events: readonly StreamEvent[];
  onSelect: (stepId: string) => void;
}) {
  const [limit, setLimit] = useState(SHOWN);
  if (events.length === 0)
    return <EmptyState title="No events yet">They appear here as the run goes on.</EmptyState>;
  const title = stepTitles(
    run.graph,
    run.replan?.changes.flatMap(({ operations }) => operations),
    run.steps,
  );
  const shown = events.toReversed().slice(0, limit);
  return (
    <>
      <ol aria-label="Events, newest first" reversed className="px-4 py-2">
        {shown.map((event) => {
          const { text, stepId } = eventText(event, title);
          return (
            <li key={event.seq} className="flex gap-3 border-b py-1 last:border-0">
              <span className="w-10 shrink-0 text-right font-mono text-xs text-muted tabular-nums">
                {event.seq}
              </span>
              <Moment at={event.at} clock className="shrink-0 font-mono text-xs text-muted" />
              {stepId ? (
                <button
                  type="button"
                  className="min-w-0 text-left hover:underline"
                  onClick={() => onSelect(stepId)}
                >
                  {text}
                </button>
              ) : (
                <span className="min-w-0">{text}</span>
              )}
            </li>
          );
        })}
      </ol>
      {events.length > limit && (
        <div className="px-4 pb-3">
          <Button size="small" onClick={() => setLimit(limit + SHOWN)}>
            Show earlier events
          </Button>
        </div>
      )}
    </>
  );
}
