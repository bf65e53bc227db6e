"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import Link from "next/link";
import { isRunOver } from "#lib/domain/run-over.ts";
import { page, RunSummary } from "#lib/domain/view.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { EmptyPage } from "#components/shell/empty-page.tsx";
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

const PAGE_SIZE = 20;
const REFRESH_MS = 5_000;
const RunPage = page(RunSummary);

/** The history of runs: search, filter by state, pages. While a run on the page is under way, it is read again now and then. */
export function RunList() {
  const { params, typed, setTyped, setFilter, hrefWith } = useListParams();
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
  /** What is shown until the answer comes is of another page: that it is empty says nothing of this one. */
  const unknown = runs.isPending || (runs.isPlaceholderData && runs.data.items.length === 0);
  const filtered = params.query !== "" || params.filter !== "";

  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <nav aria-label="Filter by state" className="flex flex-wrap gap-1">
          {RUN_FILTERS.map(({ id, label }) => (
            <Link
              key={id}
              href={hrefWith({ filter: id, trail: [] })}
              // What is typed meanwhile is sought in what was chosen.
              onNavigate={() => setFilter(id)}
              replace
              aria-current={params.filter === id ? "true" : undefined}
              className={classes(
                "inline-flex h-control-sm items-center rounded-md px-2.5 font-medium hover:bg-hover",
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
      {runs.isError && <ErrorNote {...failureOf(runs.error)} onRetry={() => void runs.refetch()} />}
      <div className="rounded-lg border bg-surface empty:hidden">
        {unknown && <SkeletonRows rows={6} label="Loading runs" />}
        {runs.data && runs.data.items.length > 0 && (
          <ul aria-label="Runs" className="divide-y">
            {runs.data.items.map((run) => (
              <RunRow key={run.id} run={run} />
            ))}
          </ul>
        )}
        {runs.data?.items.length === 0 &&
          !unknown &&
          (runs.data.total > 0 ? (
            <EmptyPage href={hrefWith({ trail: [] })} />
          ) : filtered ? (
            <NothingMatches />
          ) : (
            <NoRuns />
          ))}
      </div>
      {runs.data && (
        <Pager
          trail={params.trail}
          shown={runs.data.items.length}
          pageSize={PAGE_SIZE}
          total={runs.data.total}
          next={runs.data.next}
          busy={runs.isPlaceholderData}
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
