"use client";

import { replaceEqualDeep, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { applyRunEvent } from "#lib/domain/reduce-events.ts";
import type { RunView } from "#lib/domain/view.ts";
import { getJson } from "#components/shell/api.ts";
import type { ConnectionState } from "#components/shell/stream-client.ts";
import { anticipatedEvents, useStream } from "#components/shell/use-stream.ts";
import { newerView } from "./newer-view.ts";

const runView = async () => (await import("#lib/domain/view.ts")).RunView;

/**
 * A run as it is now: the server's view, moved on by the events that follow it, and fetched again whenever one is missing or
 * the connection was away.
 */
export function useRun(initial: RunView): {
  run: RunView;
  connection: ConnectionState;
  error: Error | null;
  refresh: () => void;
} {
  const cache = useQueryClient();
  const { id } = initial;
  const query = useQuery({
    queryKey: ["run", id],
    queryFn: async ({ signal }) => {
      const fetched = await getJson(`/api/runs/${id}`, runView, signal);
      const known = cache.getQueryData<RunView>(["run", id]);
      const since = anticipatedEvents(`run:${id}`, fetched.seq);
      // What is the same stays the same object, so that it is not drawn again.
      return replaceEqualDeep(known, newerView(known, fetched, since));
    },
    // An event's view shares by itself what it did not change; the cache would compare the whole run at every event.
    structuralSharing: false,
    initialData: initial,
  });
  const refresh = useCallback(() => void cache.invalidateQueries({ queryKey: ["run", id] }), [cache, id]);

  const connection = useStream({
    topics: [`run:${id}`],
    after: { [`run:${id}`]: query.data.seq },
    onEvent: (event) => {
      const view = cache.getQueryData<RunView>(["run", id]);
      if (!view || event.seq <= view.seq) return;
      const next = applyRunEvent(view, event);
      if (next === "gap") refresh();
      else cache.setQueryData(["run", id], next);
      // What the other run costs, and that there is one, is not in the events of this one.
      if (next !== "gap" && awaitedRuns(next) !== awaitedRuns(view)) refresh();
      if (event.body.type === "run.status") {
        void cache.invalidateQueries({ queryKey: ["runs"] });
        void cache.invalidateQueries({ queryKey: ["home"] });
      }
    },
    onGap: refresh,
  });

  useRelatedRuns(query.data, refresh);

  // What was missed while away is fetched at once; and a lost connection may mean that the sign-in has ended.
  const before = useRef(connection);
  useEffect(() => {
    if (before.current !== connection && before.current !== "connecting") refresh();
    before.current = connection;
  }, [connection, refresh]);

  return { run: query.data, connection, error: query.error, refresh };
}

/** Has the run looked at again when one above or below it changes its state, or asks something of people. */
function useRelatedRuns({ parent, below }: RunView, refresh: () => void): void {
  const related = [...below, ...(parent ? [parent] : [])].map(({ runId, seq }) => ({
    topic: `run:${runId}`,
    seq,
  }));
  useStream({
    topics: related.map(({ topic }) => topic),
    after: Object.fromEntries(related.map(({ topic, seq }) => [topic, seq])),
    onEvent: ({ body }) => {
      if (body.type === "run.status" || body.type.startsWith("approval.")) refresh();
      // One may stop at a spend cap while the rest of its run goes on.
      if (body.type === "step.changed" && body.step.waitingFor === "spend") refresh();
    },
    onGap: refresh,
  });
}

/** How many steps wait for runs that they started. */
function awaitedRuns({ steps }: RunView): number {
  return steps.filter(({ waitingFor }) => waitingFor === "run").length;
}
