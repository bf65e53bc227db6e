import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Tx } from "#lib/db/client.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { GoalAnalysis, PlanChoice, PlannerReport, PlanQuestions } from "#lib/domain/goal.ts";
import { PlanGraph, PlanStatus } from "#lib/domain/plan.ts";
import type { PlanVersionSummary } from "#lib/domain/plan-version.ts";
import type { PlanView, RunSummary } from "#lib/domain/view.ts";
import { lastSeq } from "#lib/events/read.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { readEstimateBasis } from "./plans/estimate-basis.ts";
import { noPlan, checkPlanId } from "./plans/plan-keys.ts";
import { VERSION_SHOWN, versionSummary } from "./plans/version-summary.ts";
import { runSummaries } from "./runs/run-summaries.ts";

export const GetPlanInput = z.object({ planId: z.string() });

/** How many of the latest versions and runs come with a plan. */
const LATEST = 50;

/**
 * A plan as the editor loads it: the draft, its latest versions and runs, and where its stream of events stands, all of one
 * moment.
 * @throws DomainError `not_found`
 */
export async function getPlan({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetPlanInput>;
}): Promise<PlanView> {
  const workspaceId = authorise(ctx.actor, "read");
  const { planId } = parseInput(GetPlanInput, input);
  checkPlanId(planId);
  return ctx.db.$transaction((tx) => readPlan(tx, workspaceId, planId), {
    isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead,
  });
}

async function readPlan(tx: Tx, workspaceId: string, planId: string): Promise<PlanView> {
  const plan = await tx.plan.findUnique({ where: { workspaceId_id: { workspaceId, id: planId } } });
  if (!plan) throw noPlan();
  const graph = PlanGraph.parse(plan.draft);
  const estimateBasis = await readEstimateBasis(tx, workspaceId, { id: planId, graph });
  const { checker, executor } = estimateBasis.models;
  return {
    id: plan.id,
    title: plan.title,
    goal: plan.goal,
    status: PlanStatus.parse(plan.status),
    message: plan.message,
    analysis: GoalAnalysis.nullable().parse(plan.analysis),
    choice: PlanChoice.nullable().parse(plan.choice),
    questions: PlanQuestions.nullable().parse(plan.questions),
    attachments: await attachmentNames(tx, workspaceId, plan.attachments),
    report: PlannerReport.nullable().parse(plan.report),
    rev: plan.draftRev,
    graph,
    versions: await readVersions(tx, workspaceId, planId),
    runs: await readRuns(tx, workspaceId, planId),
    equipment: { checker: checker !== null, executor: executor !== null },
    estimateBasis,
    seq: await lastSeq(tx, workspaceId, `plan:${planId}`),
  };
}

async function attachmentNames(tx: Tx, workspaceId: string, attachments: unknown): Promise<string[]> {
  const ids = z.array(z.string()).parse(attachments);
  if (ids.length === 0) return [];
  const documents = await tx.document.findMany({
    where: { workspaceId, id: { in: ids } },
    select: { name: true },
    orderBy: { name: "asc" },
  });
  return documents.map(({ name }) => name);
}

async function readVersions(tx: Tx, workspaceId: string, planId: string): Promise<PlanVersionSummary[]> {
  const versions = await tx.planVersion.findMany({
    where: { workspaceId, planId },
    orderBy: { number: "desc" },
    take: LATEST,
    select: VERSION_SHOWN,
  });
  return versions.map(versionSummary);
}

async function readRuns(tx: Tx, workspaceId: string, planId: string): Promise<RunSummary[]> {
  const matching = Prisma.sql`r.workspace_id = ${workspaceId} and r.plan_id = ${planId}`;
  return runSummaries(tx, matching, LATEST);
}
