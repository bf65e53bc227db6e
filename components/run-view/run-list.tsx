"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import Link from "next/link";
import { page, RunSummary } from "#lib/domain/view.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { Pager } from "#components/shell/pager.tsx";
import { SearchBox } from "#components/shell/search-box.tsx";
import { useListParams } from "#components/shell/use-list-params.ts";
import { buttonClasses } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { RUN_FILTERS, filterStatuses } from "./run-filters.ts";
import { RunRow } from "./run-row.tsx";
import { isRunOver } from "./run-status.tsx";

const PAGE_SIZE = 20;
const REFRESH_MS = 5_000;
const RunPage = page(RunSummary);

/** The history of runs: search, filter by state, pages. While a run on the page is under way, it is read again now and then. */
export function RunList() {
  const { params, typed, setTyped, hrefWith } = useListParams();
  const search = new URLSearchParams({ limit: String(PAGE_SIZE) });
  if (params.query) search.set("q", params.query);
  const statuses = filterStatuses(params.filter);
  if (statuses.length > 0) search.set("status", statuses.join(","));
  const cursor = params.trail.at(-1);
  if (cursor) search.set("cursor", cursor);

  const runs = useQuery({
    queryKey: ["runs", search.toString()],
    queryFn: ({ signal }) => getJson(`/api/runs?${search}`, RunPage, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.items.some((run) => !isRunOver(run.status)) ? REFRESH_MS : false,
  });
  const filtered = params.query !== "" || params.filter !== "";

  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <nav aria-label="Filter by state" className="flex flex-wrap gap-1">
          {RUN_FILTERS.map(({ id, label }) => (
            <Link
              key={id}
              href={hrefWith({ filter: id, trail: [] })}
              replace
              aria-current={params.filter === id ? "true" : undefined}
              className={classes(
                "rounded-md px-2.5 py-1 font-medium hover:bg-hover",
                params.filter === id ? "bg-accent-soft text-accent" : "text-muted",
              )}
            >
              {label}
            </Link>
          ))}
        </nav>
        <SearchBox
          label="Search runs"
          value={typed}
          onChange={setTyped}
          busy={runs.isPlaceholderData || typed.trim() !== params.query}
        />
      </div>
      <div className="rounded-lg border bg-surface">
        {runs.isPending && <SkeletonRows rows={6} label="Loading runs" />}
        {runs.isError && !runs.data && (
          <ErrorNote {...failureOf(runs.error)} onRetry={() => void runs.refetch()} className="m-3" />
        )}
        {runs.data && runs.data.items.length > 0 && (
          <ul aria-label="Runs" className="divide-y">
            {runs.data.items.map((run) => (
              <RunRow key={run.id} run={run} />
            ))}
          </ul>
        )}
        {runs.data?.items.length === 0 && (filtered ? <NothingMatches /> : <NoRuns />)}
      </div>
      {runs.data && (
        <Pager
          trail={params.trail}
          shown={runs.data.items.length}
          pageSize={PAGE_SIZE}
          total={runs.data.total}
          next={runs.data.next}
          href={(trail) => hrefWith({ trail })}
        />
      )}
    </>
  );
}

function NothingMatches() {
  return (
    <EmptyState
      title="No run matches"
      action={
        <Link href="/runs" className={buttonClasses()}>
          Show all runs
        </Link>
      }
    >
      Try other words, or another state.
    </EmptyState>
  );
}

function NoRuns() {
  return (
    <EmptyState
      icon={<Play />}
      title="Nothing has run yet"
      action={
        <Link href="/" className={buttonClasses("primary")}>
          Enter a goal
        </Link>
      }
    >
      Enter a goal, look over the plan that comes out of it, and run it. Every run is kept here.
    </EmptyState>
  );
}
