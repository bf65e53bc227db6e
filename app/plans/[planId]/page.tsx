import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { PlanEditor } from "#components/plan-editor/plan-editor.tsx";
import { pageContext } from "#lib/auth/page-context.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import type { RunView } from "#lib/domain/view.ts";
import { getPlan } from "#lib/services/get-plan.ts";
import { getPolicyInForce } from "#lib/services/get-policy-in-force.ts";
import { getRun } from "#lib/services/get-run.ts";
import { listTools } from "#lib/services/list-tools.ts";
import { foundOr404 } from "../../found-or-404.ts";

/** Read once for the page and its title. */
const readPlan = cache(async (planId: string) =>
  foundOr404(getPlan({ ctx: await pageContext(), input: { planId } })),
);

type Props = {
  params: Promise<{ planId: string }>;
  searchParams: Promise<{ run?: string | string[]; compare?: string | string[] }>;
};

/** The run that the edits are for, when the address names one of this plan. */
async function readRun(planId: string, runId: string): Promise<RunView> {
  const run = await foundOr404(getRun({ ctx: await pageContext(), input: { runId } }));
  return run.planId === planId ? run : notFound();
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await readPlan((await params).planId)).title };
}

export default async function PlanPage({ params, searchParams }: Props) {
  const { planId } = await params;
  const { run: runId, compare } = await searchParams;
  const { actor } = await pageContext();
  const [plan, tools, policy, run] = await Promise.all([
    readPlan(planId),
    listTools({ ctx: await pageContext(), input: {} }),
    getPolicyInForce({ ctx: await pageContext(), input: {} }),
    typeof runId === "string" ? readRun(planId, runId) : null,
  ]);
  // The key makes another plan another editor, with or without a run: nothing of the one before stays.
  return (
    <PlanEditor
      key={`${plan.id} ${run?.id}`}
      initial={plan}
      findings={validatePlan(plan.graph, tools, plan.analysis, plan.equipment)}
      tools={tools}
      policy={policy}
      run={run}
      userId={actor.kind === "user" ? actor.userId : null}
      compare={compare !== undefined}
    />
  );
}
