"use client";

import { memo, useEffect, useMemo, useState } from "react";
import type { RunView } from "#lib/domain/view.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Checkbox, Input, Select } from "#components/ui/input.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { EarlierEvents } from "./earlier-events.tsx";
import { EVENT_KINDS, filterEvents, type EventKind } from "./filter-events.ts";
import { openableSteps, stepTitles } from "./step-titles.ts";
import type { RunEvents } from "./use-run-events.ts";

/** So many events are in the document at a time. */
const PAGE = 200;
/** Stands for the page with the oldest events, however many there are before it. */
const LAST = Infinity;
const KINDS = Object.keys(EVENT_KINDS) as EventKind[];

/** Everything that happened in a run, newest first, or what of it is asked for, a page at a time. */
export function EventLog({
  run,
  events,
  kept,
  total,
  selected,
  onSelect,
}: {
  run: RunView;
  events: RunEvents;
  /** How many events are kept. */
  kept: number;
  /** How many of them are told in words, as far as is known (countTold). */
  total: number;
  /** The step that is open, or null. */
  selected: string | null;
  onSelect: (stepId: string) => void;
}) {
  const [wished, setPage] = useState(0);
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
        run.dropped,
      ),
    [run.graph, run.replan, run.steps, run.dropped],
  );
  const { graph, steps } = run;
  const openable = useMemo(() => openableSteps({ graph, steps }), [graph, steps]);
  const { list, complete, failure, loadAll } = events;
  const whole = kind === "all" && stepId === null && words.trim() === "";
  // Which page is the last is known when all events are here.
  const page = whole && complete ? Math.min(wished, Math.max(0, Math.ceil(total / PAGE) - 1)) : wished;
  const { shown, more } = useMemo(
    () => filterEvents(list, { kind, stepId, words }, title, (page + 1) * PAGE),
    [list, kind, stepId, words, title, page],
  );
  const onPage = shown.slice(page * PAGE);
  // A page that is not here yet, or what may be found in what is not, has the rest fetched.
  const wanting = !complete && !more && (page > 0 || !whole);
  useEffect(() => {
    if (wanting) loadAll();
  }, [wanting, loadAll]);
  if (list.length === 0 && complete)
    return <EmptyState title="No events yet">They appear here as the run goes on.</EmptyState>;
  const from = page * PAGE + 1;
  // How many there are of a kind is known when all were looked at.
  const older = whole ? from + PAGE <= total : more;
  return (
    <>
      <div role="search" aria-label="Events" className="flex flex-wrap items-center gap-2 border-b px-4 py-2">
        <Input
          aria-label="Search the events"
          placeholder="Search"
          className="w-48!"
          value={words}
          onChange={({ target }) => {
            setWords(target.value);
            setPage(0);
          }}
        />
        <Select
          aria-label="Kind of events"
          className="w-auto!"
          value={kind}
          onChange={({ target }) => {
            setKind(KINDS.find((one) => one === target.value) ?? "all");
            setPage(0);
          }}
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
            onChange={({ target }) => {
              setOwn(target.checked);
              setPage(0);
            }}
          />
        )}
        <span role="status" className="text-xs text-muted tabular-nums">
          {wanting &&
            !failure &&
            `Searched ${list.length.toLocaleString("en")} of ${kept.toLocaleString("en")} …`}
          {onPage.length > 0 &&
            ` ${from.toLocaleString("en")} to ${(from + onPage.length - 1).toLocaleString("en")}${whole ? ` of ${complete ? "" : "up to "}${total.toLocaleString("en")}` : ""}`}
        </span>
        <span className="ml-auto flex gap-1">
          {page > 0 && (
            <Button size="small" onClick={() => setPage(0)}>
              Newest
            </Button>
          )}
          {page > 0 && page < LAST && (
            <Button size="small" onClick={() => setPage(page - 1)}>
              Newer
            </Button>
          )}
          {older && (
            <Button size="small" onClick={() => setPage(page + 1)}>
              Older
            </Button>
          )}
          {whole && older && (
            <Button size="small" onClick={() => setPage(LAST)}>
              Oldest
            </Button>
          )}
        </span>
      </div>
      {failure !== null && <EarlierEvents complete={complete} failure={failure} loadAll={loadAll} />}
      {onPage.length === 0 && !complete && failure === null && <SkeletonRows label="Loading the events" />}
      {onPage.length === 0 && complete && <p className="px-4 py-3 text-muted">No event is like that.</p>}
      <ol aria-label="Events, newest first" reversed className="px-4 py-2 empty:hidden">
        {onPage.map(({ event, text, stepId: about }) => (
          <EventRow
            key={event.seq}
            seq={event.seq}
            at={event.at}
            text={text}
            about={about !== null && openable.has(about) ? about : null}
            onSelect={onSelect}
          />
        ))}
      </ol>
    </>
  );
}

/** What happened does not change; only rows that came are drawn when more has happened. */
const EventRow = memo(function EventRow({
  seq,
  at,
  text,
  about,
  onSelect,
}: {
  seq: number;
  at: string;
  text: string;
  /** The step that it is about, where it can be opened. */
  about: string | null;
  onSelect: (stepId: string) => void;
}) {
  return (
    <li className="flex gap-3 border-b py-1 [contain-intrinsic-size:auto_1.75rem] [content-visibility:auto] last:border-0">
      <span className="w-12 shrink-0 text-right font-mono text-xs text-muted tabular-nums">{seq}</span>
      <Moment at={at} clock className="shrink-0 font-mono text-xs text-muted" />
      {about ? (
        <button
          type="button"
          className="min-w-0 text-left wrap-anywhere hover:underline"
          onClick={() => onSelect(about)}
        >
          {text}
        </button>
      ) : (
        <span className="min-w-0 wrap-anywhere">{text}</span>
      )}
    </li>
  );
});
