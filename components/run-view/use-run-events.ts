"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { z } from "zod";
import { StreamEvent } from "#lib/domain/event.ts";
import type { RunView } from "#lib/domain/view.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { useStream } from "#components/shell/use-stream.ts";

/** What of a run's past is fetched at once: at first, and when all of it is wanted. */
const FIRST_PAGE = 1_000;
const PAGE = 5_000;

const Page = z.object({ events: z.array(StreamEvent) });

/** The events of a run that are here: its latest ones without a gap, or all of them. */
export type RunEvents = {
  list: readonly StreamEvent[];
  /** Whether there are none before them. */
  complete: boolean;
  /** Whether earlier ones are being fetched. */
  loading: boolean;
  /** Why earlier ones could not be fetched, or null. */
  failure: string | null;
  /** Has the earlier ones fetched, page by page, until all are here. Changes when there is something to do. */
  loadAll: () => void;
};

/**
 * The events of a run: those that come, as they come, and of its past the latest page, so that a run of any length opens at once. What
 * shows all of the past asks for it.
 */
export function useRunEvents({ id, seq, firstSeq }: Pick<RunView, "id" | "seq" | "firstSeq">): RunEvents {
  // Where the page began stays: that events are deleted while they are shown takes none of them away here.
  const [from] = useState({ seq, firstSeq });
  const [list, setList] = useState<readonly StreamEvent[]>([]);
  const [past, setPast] = useState<"loading" | "partial" | "complete">(
    seq < firstSeq ? "complete" : "loading",
  );
  const [failure, setFailure] = useState<string | null>(null);
  const [wanted, setWanted] = useState(false);
  const come = useRef<StreamEvent[]>([]);

  useStream({
    topics: [`run:${id}`],
    after: { [`run:${id}`]: from.seq },
    onEvent: (event) => {
      // Many may come in one task: they are added together, not each to a copy of all.
      if (come.current.push(event) > 1) return;
      queueMicrotask(() => {
        const fresh = come.current;
        come.current = [];
        setList((known) => {
          const last = known.at(-1)?.seq ?? from.seq;
          return known.concat(fresh.filter((each) => each.seq > last));
        });
      });
    },
    onGap: () => {},
  });

  // What is fetched always ends right before what is here.
  const [before, setBefore] = useState(from.seq + 1);
  const due = past === "loading" || (past === "partial" && wanted && failure === null);
  useEffect(() => {
    if (!due) return;
    const stop = new AbortController();
    const limit = before > from.seq ? FIRST_PAGE : PAGE;
    getJson(`/api/runs/${id}/events?before=${before}&limit=${limit}`, Page, stop.signal)
      .then(({ events }) => {
        setList((known) => [...events, ...known]);
        const first = events[0]?.seq ?? from.firstSeq;
        setBefore(first);
        setPast(
          first <= from.firstSeq || events.length < Math.min(limit, before - 1) ? "complete" : "partial",
        );
      })
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        setFailure(failureOf(error).message);
        setPast("partial");
      });
    return () => stop.abort();
  }, [due, before, id, from]);

  const loadAll = useCallback(() => {
    setWanted(true);
    setFailure(null);
  }, []);
  return { list, complete: past === "complete", loading: due, failure, loadAll };
}
