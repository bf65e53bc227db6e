import type { Db } from "#lib/db/client.ts";
import { newId } from "#lib/domain/ids.ts";
import type { PlanGraph, PlanStatus } from "#lib/domain/plan.ts";

/** A plan in a workspace whose draft, at rev 0, is the graph given. */
export async function newPlan(
  db: Db,
  { workspaceId, userId }: { workspaceId: string; userId: string },
  {
    graph = { steps: [], dependencies: [] },
    ...parts
  }: { graph?: PlanGraph; title?: string; goal?: string; status?: PlanStatus; updatedAt?: Date } = {},
): Promise<string> {
  const id = newId();
  const data = {
    workspaceId,
    id,
    title: "Plan",
    goal: "Goal",
    status: "draft",
    draft: graph,
    createdBy: userId,
  };
  await db.plan.create({ data: { ...data, ...parts } });
  return id;
}
