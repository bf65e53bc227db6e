"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";
import type { RunView } from "#lib/domain/view.ts";
import { isRunOver } from "./run-status.tsx";

/** A run that the reader has looked at and left while it was under way. `seq`: where its events stood. */
export type WatchedRun = Pick<RunView, "id" | "number" | "planTitle" | "seq">;

/** Most runs that are told of elsewhere: the last ones that were looked at. */
const MOST = 5;
const NONE: readonly WatchedRun[] = [];

let left: readonly WatchedRun[] = NONE;
const listeners = new Set<() => void>();

function set(next: readonly WatchedRun[]) {
  left = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Ends the watch of a run. */
export function unwatch(id: string): void {
  if (left.some((run) => run.id === id)) set(left.filter((run) => run.id !== id));
}

/** The runs that are watched now, while their pages are not open. */
export function useWatchedRuns(): readonly WatchedRun[] {
  return useSyncExternalStore(
    subscribe,
    () => left,
    () => NONE,
  );
}

/** Has a run watched from when its page is left until it is opened again, unless it is over. */
export function useWatched(run: RunView): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const { id } = run;
  useEffect(() => {
    unwatch(id);
    return () => {
      const { number, planTitle, seq, status } = latest.current;
      if (!isRunOver(status))
        set([...left.filter((each) => each.id !== id), { id, number, planTitle, seq }].slice(-MOST));
    };
  }, [id]);
}
