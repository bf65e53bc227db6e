"use client";

import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { changeGraph, type ChangeGraph } from "#components/graph/change-graph.ts";
import { getJson } from "#components/shell/api.ts";
import type { StepId } from "#lib/domain/ids.ts";
import { listChanges, type ListedChange } from "#lib/domain/list-changes.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { PlanVersionEntry, PlanVersionPage } from "#lib/domain/plan-version.ts";

const versionPage = async () => (await import("#lib/domain/plan-version.ts")).PlanVersionPage;
const versionView = async () => (await import("#lib/domain/plan-version.ts")).PlanVersionView;

/** A state of a plan: a version by its number, the draft as it is now, or nothing at all, from which the first version came. */
export type Place = number | "draft" | "nothing";

/** The plan's timeline, and which two of its states are compared. */
export type Versions = {
  open: boolean;
  setOpen: (open: boolean) => void;
  /** Those fetched so far, the latest first. */
  entries: readonly PlanVersionEntry[];
  loading: boolean;
  /** Why they could not be read. */
  error: Error | null;
  earlier: boolean;
  loadingEarlier: boolean;
  loadEarlier: () => void;
  refresh: () => void;
  from: Place;
  to: Place;
  compare: (places: { from: Place; to: Place }) => void;
  /** What differs between the two; null until both are known. */
  difference: Difference | null;
  /** Why one of them could not be read. */
  unread: Error | null;
  selection: readonly StepId[];
  select: (stepIds: readonly StepId[]) => void;
};

export type Difference = {
  before: PlanGraph;
  after: PlanGraph;
  changes: readonly ListedChange[];
  drawn: ChangeGraph;
};

const NOTHING: PlanGraph = { steps: [], dependencies: [] };

/**
 * @param draft the plan as this editor has it
 * @param latest the number of the plan's latest version; 0 without one
 */
export function useVersions(planId: string, draft: PlanGraph, latest: number): Versions {
  const cache = useQueryClient();
  const [open, setOpen] = useState(false);
  const [places, setPlaces] = useState<{ from: Place; to: Place } | null>(null);
  const [selection, select] = useState<readonly StepId[]>([]);
  const queryKey = useMemo(() => ["plan-versions", planId], [planId]);
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => {
      const query = pageParam === null ? "" : `?before=${pageParam}`;
      return getJson(`/api/plans/${planId}/versions${query}`, versionPage, signal);
    },
    enabled: open,
    initialPageParam: null as number | null,
    getNextPageParam: (page: PlanVersionPage) => page.next,
  });
  const { from, to } = places ?? { from: latest, to: "draft" as const };
  const before = useGraph(planId, from, draft, open);
  const after = useGraph(planId, to, draft, open);
  const difference = useMemo((): Difference | null => {
    if (!open || !before.graph || !after.graph) return null;
    const drawn = changeGraph(before.graph, after.graph);
    return {
      before: before.graph,
      after: after.graph,
      changes: listChanges(before.graph, after.graph),
      drawn,
    };
  }, [open, before.graph, after.graph]);
  return {
    open,
    setOpen: (next) => {
      setOpen(next);
      // Runs that others started have made versions meanwhile.
      if (next) void cache.invalidateQueries({ queryKey });
      setPlaces(null);
      select([]);
    },
    entries: useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]),
    loading: list.isPending,
    error: list.error,
    earlier: list.hasNextPage,
    loadingEarlier: list.isFetchingNextPage,
    loadEarlier: () => void list.fetchNextPage(),
    refresh: () => {
      void cache.invalidateQueries({ queryKey });
      before.refetch();
      after.refetch();
    },
    from,
    to,
    compare: setPlaces,
    difference,
    unread: before.error ?? after.error,
    selection,
    select,
  };
}

function useGraph(planId: string, place: Place, draft: PlanGraph, enabled: boolean) {
  const query = useQuery({
    queryKey: ["plan-version", planId, place],
    queryFn: ({ signal }) => getJson(`/api/plans/${planId}/versions/${place}`, versionView, signal),
    enabled: enabled && typeof place === "number",
    // A version never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const graph = place === "draft" ? draft : place === "nothing" ? NOTHING : query.data?.graph;
  const refetch = () => typeof place === "number" && void query.refetch();
  return { graph, error: query.error, refetch };
}
