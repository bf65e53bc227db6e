"use client";

import { useCallback, useEffect, useMemo, useState } from "react";
import type { RunEvents } from "#components/run-view/use-run-events.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { SharedEventPage } from "#lib/domain/share.ts";
import { streamEvents } from "./stream-events.ts";

const PAGE = 5_000;

/**
 * The events of a shared run, page by page once something asks for them. The run is over, so that none come while they are shown.
 * @param address of the routes that the link opens
 */
export function useSharedEvents(address: string): RunEvents {
  const [wanted, setWanted] = useState(false);
  /** The latest first. */
  const [pages, setPages] = useState<readonly SharedEventPage[]>([]);
  const [failure, setFailure] = useState<string | null>(null);
  const before = pages.at(-1)?.before;
  const complete = before === null;
  const due = wanted && !complete && failure === null;
  useEffect(() => {
    if (!due) return;
    const stop = new AbortController();
    const from = before === undefined ? "" : `&before=${before}`;
    getJson(`${address}/events?limit=${PAGE}${from}`, SharedEventPage, stop.signal)
      .then((page) => setPages((known) => [...known, page]))
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setFailure(failureOf(error).message);
      });
    return () => stop.abort();
  }, [due, before, address]);
  const list = useMemo(
    () =>
      streamEvents(
        pages.toReversed().flatMap(({ events }) => events),
        pages.at(-1)?.cut,
      ),
    [pages],
  );
  const loadAll = useCallback(() => {
    setWanted(true);
    setFailure(null);
  }, []);
  return { list, complete, failure, loadAll };
}
