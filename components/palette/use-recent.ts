"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useSettled } from "#components/graph/use-settled.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { runStatusWord } from "#components/run-view/run-status.tsx";
import { page, PlanSummary, RunSummary } from "#lib/domain/view.ts";
import type { Place } from "./pages.ts";

/** How many of each are listed. */
const MOST_LISTED = 6;
/** Characters of a text that the lists of plans and runs are searched by. */
const MOST_SOUGHT = 200;

/** A plan or run, as the palette lists it. */
export type Recent = Place & { group: string; words: string };

const [PlanPage, RunPage] = [page(PlanSummary), page(RunSummary)];

/** The plans and runs that the server finds by a text, latest first. Gives what it found before until it has answered. */
export function useRecent(text: string) {
  const settled = useSettled(text.trim());
  const search = new URLSearchParams(settled === "" ? {} : { q: settled });
  search.set("limit", String(MOST_LISTED));
  // What is longer is a wish to the planner, and no name.
  const enabled = settled.length <= MOST_SOUGHT;
  const plans = useQuery({
    queryKey: ["plans", search.toString()],
    queryFn: ({ signal }) => getJson(`/api/plans?${search}`, PlanPage, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
  const runs = useQuery({
    queryKey: ["runs", search.toString()],
    queryFn: ({ signal }) => getJson(`/api/runs?${search}`, RunPage, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
  const queries = [plans, runs];
  const failed = queries.find(({ isError, isFetching }) => isError && !isFetching);
  const found: Recent[] = [
    ...(plans.data?.items ?? []).slice(0, MOST_LISTED).map(({ id, title, goal }) => ({
      href: `/plans/${id}`,
      label: title,
      group: "Plan",
      words: goal,
    })),
    ...(runs.data?.items ?? []).slice(0, MOST_LISTED).map((run) => ({
      href: `/runs/${run.id}`,
      label: `${run.planTitle}, run ${run.number}`,
      group: "Run",
      words: runStatusWord(run.status, run.waitsFor),
    })),
  ];
  return {
    found: enabled ? found : [],
    /** What was found is by an earlier text. */
    late: settled !== text.trim() || (enabled && queries.some(({ isPlaceholderData }) => isPlaceholderData)),
    busy: settled !== text.trim() || queries.some(({ isFetching }) => isFetching),
    failure: failed ? failureOf(failed.error) : null,
    again: () => {
      for (const query of queries) if (query.isError) void query.refetch();
    },
  };
}
