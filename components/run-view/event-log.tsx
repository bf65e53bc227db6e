"use client";

import { useMemo, useState } from "react";
import type { StreamEvent } from "#lib/domain/event.ts";
import type { RunView } from "#lib/domain/view.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Checkbox, Input, Select } from "#components/ui/input.tsx";
import { EVENT_KINDS, filterEvents, type EventKind } from "./filter-events.ts";
import { stepTitles } from "./step-titles.ts";

const SHOWN = 200;
const KINDS = Object.keys(EVENT_KINDS) as EventKind[];

/** Everything that happened in a run, newest first, or what of it is asked for. */
export function EventLog({
  run,
  events,
  selected,
  onSelect,
}: {
  run: RunView;
  events: readonly StreamEvent[];
  /** The step that is open, or null. */
  selected: string | null;
  onSelect: (stepId: string) => void;
}) {
  const [limit, setLimit] = useState(SHOWN);
  const [kind, setKind] = useState<EventKind>("all");
  const [words, setWords] = useState("");
  const [own, setOwn] = useState(false);
  const stepId = own ? selected : null;
  const title = useMemo(
    () =>
      stepTitles(
        run.graph,
        run.replan?.changes.flatMap(({ operations }) => operations),
        run.steps,
      ),
    [run.graph, run.replan, run.steps],
  );
  const { shown, more } = useMemo(
    () => filterEvents(events, { kind, stepId, words }, title, limit),
    [events, kind, stepId, words, title, limit],
  );
  if (events.length === 0)
    return <EmptyState title="No events yet">They appear here as the run goes on.</EmptyState>;
  return (
    <>
      <div role="search" aria-label="Events" className="flex flex-wrap items-center gap-2 border-b px-4 py-2">
        <Input
          aria-label="Search the events"
          placeholder="Search"
          className="w-48!"
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
        <Select
          aria-label="Kind of events"
          className="w-auto!"
          value={kind}
          onChange={({ target }) => setKind(KINDS.find((one) => one === target.value) ?? "all")}
        >
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {EVENT_KINDS[one]}
            </option>
          ))}
        </Select>
        {selected !== null && (
          <Checkbox
            label={`Only “${title(selected)}”`}
            checked={own}
            onChange={({ target }) => setOwn(target.checked)}
          />
        )}
      </div>
      {shown.length === 0 && <p className="px-4 py-3 text-muted">No event is like that.</p>}
      <ol aria-label="Events, newest first" reversed className="px-4 py-2 empty:hidden">
        {shown.map(({ event, text, stepId: about }) => (
          <li key={event.seq} className="flex gap-3 border-b py-1 last:border-0">
            <span className="w-10 shrink-0 text-right font-mono text-xs text-muted tabular-nums">
              {event.seq}
            </span>
            <Moment at={event.at} clock className="shrink-0 font-mono text-xs text-muted" />
            {about ? (
              <button
                type="button"
                className="min-w-0 text-left hover:underline"
                onClick={() => onSelect(about)}
              >
                {text}
              </button>
            ) : (
              <span className="min-w-0">{text}</span>
            )}
          </li>
        ))}
      </ol>
      {more && (
        <div className="px-4 pb-3">
          <Button size="small" onClick={() => setLimit(limit + SHOWN)}>
            Show earlier events
          </Button>
        </div>
      )}
    </>
  );
}
