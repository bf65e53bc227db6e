import { z } from "zod";
import { writeDocument, type PlanDocument } from "#lib/domain/document.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { exportName } from "./export/export-name.ts";
import { checkPlanId, noPlan } from "./plans/plan-keys.ts";

export const ExportPlanInput = z.object({ planId: z.string() });

/**
 * A plan's draft as a file that importPlan of any installation reads. It has no ids of this one, no names of people, and of secrets
 * only what they are called.
 * @throws DomainError `not_found`
 */
export async function exportPlan({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ExportPlanInput>;
}): Promise<{ name: string; mediaType: string; content: string }> {
  const workspaceId = authorise(ctx.actor, "read");
  const { planId } = parseInput(ExportPlanInput, input);
  checkPlanId(planId);
  const plan = await ctx.db.plan.findUnique({
    where: { workspaceId_id: { workspaceId, id: planId } },
    select: { title: true, goal: true, draft: true },
  });
  if (!plan) throw noPlan();
  const { title, goal, draft } = plan;
  const graph = PlanGraph.parse(draft);
  const document: PlanDocument = { format: "planwright.plan", version: 1, title, goal, graph };
  return {
    name: exportName(title, "plan.json"),
    mediaType: "application/json",
    content: writeDocument(document),
  };
}
