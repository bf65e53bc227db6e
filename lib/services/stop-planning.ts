import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { checkPlanId, noPlan } from "./plans/plan-keys.ts";

export const StopPlanningInput = z.object({ planId: z.string() });

/**
 * Stops the planner; the steps so far stay and can be edited. A model that is writing is told to stop within a second.
 * @throws DomainError `not_found`; `conflict` when planning is over already
 */
export async function stopPlanning({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof StopPlanningInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { planId } = parseInput(StopPlanningInput, input);
  checkPlanId(planId);
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.plan.updateMany({
      where: { workspaceId, id: planId, status: { in: ["planning", "choosing", "clarifying"] } },
      data: {
        status: "stopped",
        choice: Prisma.DbNull,
        questions: Prisma.DbNull,
        updatedAt: new Date(),
      },
    });
    if (count === 0) {
      if ((await tx.plan.count({ where: { workspaceId, id: planId } })) === 0) throw noPlan();
      throw new DomainError("conflict", "Planning is over already.");
    }
    await appendEvents(tx, {
      workspaceId,
      topic: `plan:${planId}`,
      bodies: [
        { type: "plan.choice", choice: null },
        { type: "plan.questions", questions: null },
        { type: "plan.status", status: "stopped", report: null, message: null },
      ],
    });
  });
  announce(ctx.db, workspaceId, [`plan:${planId}`]);
}
