import { PlanGraph } from "#lib/domain/plan.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";

/**
 * A version of a run's plan, with what the planner read in the goal (the plan's column).
 * @throws Error when there is no such version
 */
export async function versionOf(
  { tx, workspaceId, planId }: OpenRun,
  number: number,
): Promise<{ graph: PlanGraph; analysis: unknown }> {
  const version = await tx.planVersion.findUniqueOrThrow({
    where: { workspaceId_planId_number: { workspaceId, planId, number } },
    select: { graph: true, plan: { select: { analysis: true } } },
  });
  return { graph: PlanGraph.parse(version.graph), analysis: version.plan.analysis };
}
