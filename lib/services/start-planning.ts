import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { announce } from "#lib/events/announce.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { checkPlanId, noPlan } from "./plans/plan-keys.ts";
import { queuePlanning } from "./plans/queue-planning.ts";

/** `builtIn`: with the built-in planner, though there may be a model. */
export const StartPlanningInput = z.object({ planId: z.string(), builtIn: z.boolean() });

/**
 * Plans a goal anew whose planning was stopped or failed. The steps that are there go when the new draft begins.
 * @throws DomainError `not_found`; `conflict` when the planner is at work, or has made its plan
 */
export async function startPlanning({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof StartPlanningInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { planId, builtIn } = parseInput(StartPlanningInput, input);
  checkPlanId(planId);
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.plan.updateMany({
      where: { workspaceId, id: planId, status: { in: ["stopped", "failed"] } },
      data: {
        status: "planning",
        message: null,
        report: Prisma.DbNull,
        builtIn,
        asked: [],
        drafting: null,
        planning: { increment: 1 },
        updatedAt: new Date(),
      },
    });
    if (count === 0) {
      if ((await tx.plan.count({ where: { workspaceId, id: planId } })) === 0) throw noPlan();
      throw new DomainError("conflict", "The planner is at work already, or has made this plan.");
    }
    await queuePlanning(tx, { workspaceId, planId, choice: null });
  });
  announce(ctx.db, workspaceId, [`plan:${planId}`]);
}
