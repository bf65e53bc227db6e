import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import type { PlanVersionView } from "#lib/domain/plan-version.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { checkPlanId } from "./plans/plan-keys.ts";
import { VERSION_SHOWN, versionSummary } from "./plans/version-summary.ts";

export const GetVersionInput = z.object({ planId: z.string(), number: z.coerce.number().int().min(1) });

/**
 * A version of a plan with its graph, as it was sealed.
 * @throws DomainError `not_found`
 */
export async function getVersion({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetVersionInput>;
}): Promise<PlanVersionView> {
  const workspaceId = authorise(ctx.actor, "read");
  const { planId, number } = parseInput(GetVersionInput, input);
  checkPlanId(planId);
  const version = await ctx.db.planVersion.findUnique({
    where: { workspaceId_planId_number: { workspaceId, planId, number } },
    select: { ...VERSION_SHOWN, graph: true },
  });
  if (!version) throw new DomainError("not_found", "There is no such version of this plan.");
  return { ...versionSummary(version), graph: PlanGraph.parse(version.graph) };
}
