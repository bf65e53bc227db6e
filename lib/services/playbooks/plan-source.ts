import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { PlanGraph, PlanStatus } from "#lib/domain/plan.ts";
import type { PlaybookSource } from "#lib/domain/playbook.ts";
import { checkPlanId, noPlan } from "../plans/plan-keys.ts";
import { noRun, toRunKey } from "../runs/run-keys.ts";

/** What a playbook is made from: a plan's draft (`versionNumber` null) or one of its versions, or what a run carried out. */
export const SavedFrom = z.union([
  z.object({
    planId: z.string(),
    versionNumber: z.number().int().min(1).max(2_147_483_647).nullable().default(null),
  }),
  z.object({ runId: z.string() }),
]);
export type SavedFrom = z.infer<typeof SavedFrom>;

/** The graph to save, the goal it was made for, and where it is from. */
export type Saved = { graph: PlanGraph; goal: string; source: NonNullable<PlaybookSource> };

/**
 * Reads what is to be saved.
 * @throws DomainError `not_found`; `conflict` when the planner is still at work, when the run did not succeed, or when there are no steps
 */
export async function readSaved(tx: Tx, workspaceId: string, from: SavedFrom): Promise<Saved> {
  const saved =
    "runId" in from ? await ofRun(tx, workspaceId, from.runId) : await ofPlan(tx, workspaceId, from);
  if (saved.graph.steps.length === 0)
    throw new DomainError("conflict", "The plan has no steps. Add one, then save it as a playbook.");
  return saved;
}

async function ofPlan(
  tx: Tx,
  workspaceId: string,
  { planId, versionNumber }: { planId: string; versionNumber: number | null },
): Promise<Saved> {
  checkPlanId(planId);
  const plan = await tx.plan.findUnique({
    where: { workspaceId_id: { workspaceId, id: planId } },
    select: { goal: true, status: true, draft: true },
  });
  if (!plan) throw noPlan();
  const source = { planId, versionNumber, runId: null };
  if (versionNumber !== null) {
    const version = await tx.planVersion.findUnique({
      where: { workspaceId_planId_number: { workspaceId, planId, number: versionNumber } },
      select: { graph: true },
    });
    if (!version) throw new DomainError("not_found", "The plan has no such version.");
    return { graph: PlanGraph.parse(version.graph), goal: plan.goal, source };
  }
  if (["planning", "choosing", "clarifying"].includes(PlanStatus.parse(plan.status)))
    throw new DomainError(
      "conflict",
      "The planner is still at work on this plan. Save it when it has finished.",
    );
  return { graph: PlanGraph.parse(plan.draft), goal: plan.goal, source };
}

async function ofRun(tx: Tx, workspaceId: string, id: string): Promise<Saved> {
  const { runId } = toRunKey(workspaceId, id);
  const run = await tx.run.findUnique({
    where: { workspaceId_id: { workspaceId, id: runId } },
    select: {
      status: true,
      planId: true,
      versionNumber: true,
      version: { select: { graph: true, plan: { select: { goal: true } } } },
    },
  });
  if (!run) throw noRun();
  if (run.status !== "succeeded")
    throw new DomainError(
      "conflict",
      "Only a run that succeeded can be saved as a playbook. Save its plan instead.",
    );
  const { planId, versionNumber, version } = run;
  return {
    graph: PlanGraph.parse(version.graph),
    goal: version.plan.goal,
    source: { planId, versionNumber, runId },
  };
}
