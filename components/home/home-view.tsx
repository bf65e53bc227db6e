"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { isRunOver } from "#lib/domain/run-over.ts";
import type { HomeView as HomeData } from "#lib/domain/view.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { RunRow } from "#components/run-view/run-row.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import type { ExampleGoal } from "./example-goals.ts";
import { GoalForm } from "./goal-form.tsx";
import { PlanRow } from "./plan-row.tsx";
import { LoadSampleButton } from "./sample-workspace.tsx";
import { WaitingRow } from "./waiting-row.tsx";

const REFRESH_MS = 5_000;
const homeData = async () => (await import("#lib/domain/view.ts")).HomeView;

/** The start page: the goal box, what the workspace lacks, what waits for the reader, and what was done last. */
export function HomeView({ initial, examples }: { initial: HomeData; examples: readonly ExampleGoal[] }) {
  const home = useQuery({
    queryKey: ["home"],
    queryFn: ({ signal }) => getJson("/api/home", homeData, signal),
    initialData: initial,
    refetchInterval: ({ state }) =>
      (state.data?.waiting.total ?? 0) > 0 ||
      state.data?.runs.some((run) => !isRunOver(run.status)) ||
      state.data?.plans.some((plan) => plan.status === "planning")
        ? REFRESH_MS
        : false,
  });
  const { waiting, plans, runs, documents } = home.data;
  return (
    <div className="mx-auto flex w-full max-w-4xl flex-col gap-6 px-4 py-8">
      <h1 className="sr-only">Home</h1>
      <GoalForm examples={examples} />
      {documents === 0 && (
        <Banner title="This workspace has no documents yet" actions={<LoadSampleButton />}>
          <p className="text-muted">
            Steps search your documents.{" "}
            <Link href="/knowledge" className="text-accent underline">
              Add your own
            </Link>
            , or load samples: earlier strategies, marketing metrics and brand rules.
          </p>
        </Banner>
      )}
      {home.isError && <ErrorNote {...failureOf(home.error)} onRetry={() => void home.refetch()} />}
      {waiting.total > 0 && (
        <Recent
          title="Waits for you"
          href="/approvals"
          all={waiting.total > waiting.items.length ? `All ${waiting.total} requests` : "All requests"}
        >
          {waiting.items.map((request) => (
            <WaitingRow key={request.id} request={request} />
          ))}
        </Recent>
      )}
      {runs.length > 0 && (
        <Recent title="Latest runs" href="/runs" all="All runs">
          {runs.map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </Recent>
      )}
      {plans.length > 0 && (
        <Recent title="Latest plans" href="/plans" all="All plans">
          {plans.map((plan) => (
            <PlanRow key={plan.id} plan={plan} />
          ))}
        </Recent>
      )}
    </div>
  );
}

function Recent({
  title,
  href,
  all,
  children,
}: {
  title: string;
  href: string;
  all: string;
  children: ReactNode;
}) {
  return (
    <section aria-label={title}>
      <div className="mb-1.5 flex items-baseline justify-between">
        <h2 className="font-semibold">{title}</h2>
        <Link
          href={href}
          className="-my-1 flex min-h-control-sm items-center text-accent hover:underline pointer-coarse:-my-3"
        >
          {all}
        </Link>
      </div>
      <ul className="divide-y rounded-lg border bg-surface">{children}</ul>
    </section>
  );
}
