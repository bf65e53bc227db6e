"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ListTree } from "lucide-react";
import Link from "next/link";
import { page, PlanSummary } from "#lib/domain/view.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { EmptyPage } from "#components/shell/empty-page.tsx";
import { Pager } from "#components/shell/pager.tsx";
import { SearchBox } from "#components/shell/search-box.tsx";
import { useListParams } from "#components/shell/use-list-params.ts";
import { buttonClasses } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { PlanRow } from "./plan-row.tsx";

const PAGE_SIZE = 20;
const REFRESH_MS = 5_000;
const PlanPage = page(PlanSummary);

/** All plans of the workspace, latest change first: search and pages. While one on the page is being planned, it is read again now and then. */
export function PlanList() {
  const { params, typed, setTyped, hrefWith } = useListParams();
  const search = new URLSearchParams({ limit: String(PAGE_SIZE) });
  if (params.query) search.set("q", params.query);
  const cursor = params.trail.at(-1);
  if (cursor) search.set("cursor", cursor);

  const plans = useQuery({
    queryKey: ["plans", search.toString()],
    queryFn: ({ signal }) => getJson(`/api/plans?${search}`, PlanPage, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.items.some((plan) => plan.status === "planning") ? REFRESH_MS : false,
  });

  /** What is shown until the answer comes is of another page: that it is empty says nothing of this one. */
  const unknown = plans.isPending || (plans.isPlaceholderData && plans.data.items.length === 0);

  return (
    <>
      <SearchBox
        label="Search plans"
        value={typed}
        onChange={setTyped}
        busy={plans.isPlaceholderData || typed.trim() !== params.query}
      />
      {plans.isError && <ErrorNote {...failureOf(plans.error)} onRetry={() => void plans.refetch()} />}
      <div className="rounded-lg border bg-surface empty:hidden">
        {unknown && <SkeletonRows rows={6} label="Loading plans" />}
        {plans.data && plans.data.items.length > 0 && (
          <ul aria-label="Plans" className="divide-y">
            {plans.data.items.map((plan) => (
              <PlanRow key={plan.id} plan={plan} />
            ))}
          </ul>
        )}
        {plans.data?.items.length === 0 &&
          !unknown &&
          (plans.data.total > 0 ? (
            <EmptyPage href={hrefWith({ trail: [] })} />
          ) : params.query === "" ? (
            <EmptyState
              icon={<ListTree />}
              title="There are no plans yet"
              action={
                <Link href="/" className={buttonClasses("primary")}>
                  Enter a goal
                </Link>
              }
            >
              A plan is made from a goal. You can change every step of it before anything runs.
            </EmptyState>
          ) : (
            <EmptyState
              title="No plan matches"
              action={
                <Link href="/plans" className={buttonClasses()}>
                  Show all plans
                </Link>
              }
            >
              Nothing in the titles or goals has these words.
            </EmptyState>
          ))}
      </div>
      {plans.data && (
        <Pager
          trail={params.trail}
          shown={plans.data.items.length}
          pageSize={PAGE_SIZE}
          total={plans.data.total}
          next={plans.data.next}
          busy={plans.isPlaceholderData}
          href={(trail) => hrefWith({ trail })}
        />
      )}
    </>
  );
}
