import { useMemo } from "react";
import type { RunView } from "#lib/domain/view.ts";
import { Moment } from "#components/shell/moment.tsx";
import { EarlierEvents } from "./earlier-events.tsx";
import { filterEvents } from "./filter-events.ts";
import { stepTitles } from "./step-titles.ts";
import type { RunEvents } from "./use-run-events.ts";

const SHOWN = 50;

/** What happened to a step, newest first: the last of its events. */
export function StepLog({ run, stepId, events }: { run: RunView; stepId: string; events: RunEvents }) {
  const { list, complete, failure, loadAll } = events;
  const { shown, more } = useMemo(
    () =>
      filterEvents(list, { kind: "all", stepId, words: "" }, stepTitles(run.graph, null, run.steps), SHOWN),
    [list, stepId, run.graph, run.steps],
  );
  return (
    <div>
      {!more && <EarlierEvents complete={complete} failure={failure} loadAll={loadAll} />}
      {shown.length === 0 && complete && <p className="text-muted">Nothing has happened to it yet.</p>}
      <ol aria-label="Log of the step, newest first" reversed className="space-y-0.5 empty:hidden">
        {shown.map(({ event, text }) => (
          <li key={event.seq} className="flex gap-2 text-xs">
            <Moment at={event.at} clock className="shrink-0 font-mono text-muted" />
            <span className="min-w-0 wrap-anywhere">{text}</span>
          </li>
        ))}
      </ol>
      {more && (
        <p className="mt-1 text-xs text-muted">Earlier ones are in the tab Events, under “Only” this step.</p>
      )}
    </div>
  );
}
