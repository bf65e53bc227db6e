"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { failureOf, getJson } from "#components/shell/api.ts";
import type { StreamEvent } from "#lib/domain/event.ts";
import { PlanVersionView } from "#lib/domain/plan-version.ts";
import { RunReplay } from "#lib/domain/replay-run.ts";
import type { RunView } from "#lib/domain/view.ts";
import type { RunEvents } from "./use-run-events.ts";

/** A whole run takes so long when it is played back at its usual speed; short ones take as long as they took. */
const LONGEST_MS = 20_000;

export const SPEEDS = [0.5, 1, 2, 4] as const;
export type Speed = (typeof SPEEDS)[number];

const NONE: readonly StreamEvent[] = [];

/** A finished run, shown as it was at some moment. */
export type Playback = {
  /** The run as it was then; null while it is not played back, or not ready. */
  view: RunView | null;
  /** Why it cannot be, or null. */
  failure: string | null;
  /** Tries again; null where that would change nothing. */
  retry: (() => void) | null;
  open: boolean;
  setOpen: (open: boolean) => void;
  playing: boolean;
  setPlaying: (playing: boolean) => void;
  speed: Speed;
  setSpeed: (speed: Speed) => void;
  /** Milliseconds since its first event, and how many there are to its last. */
  moment: number;
  length: number;
  seek: (moment: number) => void;
};

/** @param past the run's events: while it is not open only the latest may be here, and until all are it is not ready */
export function usePlayback(run: RunView, past: RunEvents): Playback {
  const [open, setOpen] = useState(false);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>(1);
  const [moment, setMoment] = useState(0);
  // Retention may have deleted the first of them since the page was opened: what is left would show a past that never was.
  const cut = past.complete && past.list[0]?.seq !== 1;
  const events = past.complete && !cut ? past.list : NONE;
  const { loadAll } = past;
  useEffect(() => {
    if (open) loadAll();
  }, [open, loadAll]);
  const moved = run.firstVersion !== null && run.firstVersion !== run.versionNumber;
  const first = useQuery({
    queryKey: ["plan-version", run.planId, run.firstVersion],
    queryFn: ({ signal }) =>
      getJson(`/api/plans/${run.planId}/versions/${run.firstVersion}`, PlanVersionView, signal),
    enabled: open && moved,
    // A version never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const graph = moved ? first.data?.graph : run.graph;
  const start = Date.parse(events[0]?.at ?? run.createdAt);
  // That it was shared came after it.
  const last = events.findLast(({ body }) => body.type !== "share.changed");
  const length = Math.max(0, Date.parse(last?.at ?? run.createdAt) - start);
  const replay = useMemo(
    () => (open && graph && events.length > 0 ? new RunReplay(run, events, graph) : null),
    [open, run, events, graph],
  );
  const count = replay?.countBy(start + moment) ?? 0;
  const view = useMemo(() => replay?.after(count) ?? null, [replay, count]);

  useEffect(() => {
    if (!playing || !replay) return;
    const rate = speed * Math.max(1, length / LONGEST_MS);
    let last = performance.now();
    let frame = requestAnimationFrame(tick);
    function tick(now: number) {
      const passed = (now - last) * rate;
      last = now;
      setMoment((at) => Math.min(length, at + passed));
      frame = requestAnimationFrame(tick);
    }
    return () => cancelAnimationFrame(frame);
  }, [playing, replay, speed, length]);
  // At its end there is nothing more to play.
  if (playing && replay && moment >= length) setPlaying(false);

  const failure = past.failure ?? (first.error && failureOf(first.error).message);

  return {
    view,
    failure: cut
      ? "Events of this run were deleted, because they are older than its workspace keeps them."
      : failure,
    retry: cut
      ? null
      : () => {
          loadAll();
          if (first.isError) void first.refetch();
        },
    open,
    setOpen: (next) => {
      setOpen(next);
      setMoment(0);
      setPlaying(next);
    },
    playing,
    setPlaying: (next) => {
      if (next && moment >= length) setMoment(0);
      setPlaying(next);
    },
    speed,
    setSpeed,
    moment,
    length,
    seek: (to) => {
      setPlaying(false);
      setMoment(Math.max(0, Math.min(length, to)));
    },
  };
}
