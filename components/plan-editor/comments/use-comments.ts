"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { CardComments } from "#components/graph/canvas-props.ts";
import { getJson } from "#components/shell/api.ts";
import { useStream } from "#components/shell/use-stream.ts";
import { whenIdle } from "#components/shell/when-idle.ts";
import type { CommentThread, CommentsView } from "#lib/domain/comment.ts";
import { blockingThreads } from "#lib/domain/blocking-threads.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { applyCommentEvent } from "#lib/domain/reduce-events.ts";

const commentsView = async () => (await import("#lib/domain/comment.ts")).CommentsView;

/** What members say about a plan's steps. */
export type Comments = {
  threads: readonly CommentThread[];
  loading: boolean;
  error: Error | null;
  refresh: () => void;
  /** Open threads that keep the plan from being run. */
  blocking: readonly CommentThread[];
  /** What the cards and rows of steps with open threads say. */
  byStep: Readonly<Record<StepId, CardComments>>;
};

/**
 * A plan's comments, moved on by events.
 * @param graph the plan as this editor has it
 */
export function useComments(planId: string, graph: PlanGraph): Comments {
  const cache = useQueryClient();
  // The steps come first.
  const [idle, setIdle] = useState(false);
  useEffect(() => whenIdle(() => setIdle(true)), []);
  const queryKey = useMemo(() => ["comments", planId], [planId]);
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const fetched = await getJson(`/api/plans/${planId}/comments`, commentsView, signal);
      // Events may have brought more than the server knew when it answered.
      const known = cache.getQueryData<CommentsView>(queryKey);
      return known && known.seq > fetched.seq ? known : fetched;
    },
    enabled: idle,
    staleTime: Number.POSITIVE_INFINITY,
    // An old copy must never open a plan again.
    gcTime: 0,
  });
  const refresh = useCallback(() => void cache.invalidateQueries({ queryKey }), [cache, queryKey]);
  const topic = `plan:${planId}`;
  const seq = query.data?.seq;
  useStream({
    topics: seq === undefined ? NONE : [topic],
    after: { [topic]: seq ?? 0 },
    onEvent: (event) => {
      let gap = false;
      cache.setQueryData<CommentsView>(queryKey, (view) => {
        if (!view) return view;
        const next = applyCommentEvent(view, event);
        gap = next === "gap";
        return next === "gap" ? view : next;
      });
      if (gap) refresh();
    },
    onGap: refresh,
  });
  const threads = query.data?.threads ?? NONE;
  return {
    threads,
    loading: query.isPending,
    error: query.error,
    refresh,
    blocking: useMemo(() => blockingThreads(threads, graph.steps), [threads, graph.steps]),
    byStep: useMemo(() => countOpen(threads), [threads]),
  };
}

const NONE: readonly never[] = [];

function countOpen(threads: readonly CommentThread[]): Record<StepId, CardComments> {
  const counts: Record<StepId, CardComments> = {};
  for (const { stepId, status, blocks } of threads) {
    if (status !== "open") continue;
    const known = counts[stepId] ?? { open: 0, blocks: false };
    counts[stepId] = { open: known.open + 1, blocks: known.blocks || blocks };
  }
  return counts;
}
