"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { z } from "zod";
import { StreamEvent } from "#lib/domain/event.ts";
import type { RunView } from "#lib/domain/view.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { useStream } from "#components/shell/use-stream.ts";
import { caughtUp, noEvents, withEarlier, withLater } from "./event-list.ts";

/** What of a run's past is fetched at once: at first, and when all of it is wanted. */
const FIRST_PAGE = 1_000;
const PAGE = 5_000;

const Page = z.object({ events: z.array(StreamEvent) });

/** The events of a run that are here: its latest ones without a gap, or all of them. */
export type RunEvents = {
  list: readonly StreamEvent[];
  /** Whether there are none before them. */
  complete: boolean;
  /** Why those that are not here could not be fetched, or null. */
  failure: string | null;
  /** Has them fetched, page by page, until all are here, also after a failure. Changes when there is something to do. */
  loadAll: () => void;
};

/**
 * The events of a run: those that come, as they come, and of its past the latest page, so that a run of any length opens at once. What
 * shows all of the past asks for it. When one is missing, the latest are fetched again.
 */
export function useRunEvents({ id, seq, firstSeq }: Pick<RunView, "id" | "seq" | "firstSeq">): RunEvents {
  // Where the page began stays: that events are deleted while they are shown takes none of them away here.
  const [from] = useState({ seq, firstKept: firstSeq });
  const [list, setList] = useState(() => noEvents(from.seq, from.firstKept));
  const [failure, setFailure] = useState<string | null>(null);
  const [wanted, setWanted] = useState(false);
  /** How often events were found to be missing, how often that was made good, and where the list stood then. */
  const [gaps, setGaps] = useState(0);
  const [caught, setCaught] = useState({ gaps: 0, seq: from.seq });
  const come = useRef<StreamEvent[]>([]);

  useStream({
    topics: [`run:${id}`],
    after: { [`run:${id}`]: caught.seq },
    onEvent: (event) => {
      // Many may come in one task: they are added together, not each to a copy of all.
      if (come.current.push(event) > 1) return;
      queueMicrotask(() => {
        const fresh = come.current;
        come.current = [];
        setList((known) => withLater(known, fresh));
      });
    },
    onGap: () => setGaps((count) => count + 1),
  });

  const missing = gaps > caught.gaps && failure === null;
  useEffect(() => {
    if (!missing) return;
    const stop = new AbortController();
    getJson(`/api/runs/${id}/events?limit=${PAGE}`, Page, stop.signal)
      .then(({ events }) => {
        setList((known) => caughtUp(known, events, { limit: PAGE, firstKept: from.firstKept }));
        setCaught((known) => ({ gaps, seq: events.at(-1)?.seq ?? known.seq }));
      })
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setFailure(failureOf(error).message);
      });
    return () => stop.abort();
  }, [missing, gaps, id, from]);

  const { first, complete } = list;
  const fresh = first > from.seq;
  const due = !complete && failure === null && (fresh || wanted);
  useEffect(() => {
    if (!due) return;
    const stop = new AbortController();
    const limit = fresh ? FIRST_PAGE : PAGE;
    getJson(`/api/runs/${id}/events?before=${first}&limit=${limit}`, Page, stop.signal)
      .then(({ events }) =>
        setList((known) => withEarlier(known, events, { limit, firstKept: from.firstKept })),
      )
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setFailure(failureOf(error).message);
      });
    return () => stop.abort();
  }, [due, fresh, first, id, from]);

  const loadAll = useCallback(() => {
    setWanted(true);
    setFailure(null);
  }, []);
  const { events } = list;
  return useMemo(() => ({ list: events, complete, failure, loadAll }), [events, complete, failure, loadAll]);
}
