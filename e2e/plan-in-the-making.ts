import type { Database } from "#lib/db/client.ts";
import { enqueue } from "#lib/db/enqueue.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { seedPlan } from "#lib/testing/seed-run.ts";

/** Long after the test. */
const NEVER = new Date("2999-01-01");

/** A plan that the planner is at work on, and stays so: without a job a worker would soon find that nobody will ever finish it. */
export async function seedPlanInTheMaking(
  { prisma }: Database,
  workspaceId: string,
  graph: PlanGraph,
): Promise<string> {
  const planId = await seedPlan(prisma, workspaceId, graph);
  await prisma.$transaction(async (tx) => {
    const payload = { workspaceId, planId, choice: null, answers: null };
    await enqueue(tx, "plan-goal", payload, { key: `plan-goal:${planId}`, runAt: NEVER });
    await tx.plan.updateMany({ where: { workspaceId, id: planId }, data: { status: "planning" } });
  });
  return planId;
}
