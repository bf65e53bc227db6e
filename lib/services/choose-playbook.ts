import { Prisma } from "#lib/db/generated/client.ts";
import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { PlanChoice } from "#lib/domain/goal.ts";
import { announce } from "#lib/events/announce.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { noPlan, checkPlanId } from "./plans/plan-keys.ts";
import { queuePlanning } from "./plans/queue-planning.ts";

export const ChoosePlaybookInput = z.object({ planId: z.string(), playbookId: z.string().max(100) });

/**
 * Answers the planner's question which playbook a plan should follow, and lets it go on.
 * @throws DomainError `not_found`; `conflict` when the plan waits for no choice (any more); `invalid` at ["playbookId"] when
 * the playbook was not offered
 */
export async function choosePlaybook({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ChoosePlaybookInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { planId, playbookId } = parseInput(ChoosePlaybookInput, input);
  checkPlanId(planId);
  await ctx.db.$transaction(async (tx) => {
    const plan = await tx.plan.findUnique({
      where: { workspaceId_id: { workspaceId, id: planId } },
      select: { choice: true },
    });
    if (!plan) throw noPlan();
    const choice = PlanChoice.nullable().parse(plan.choice);
    if (choice === null) throw answered();
    if (!choice.options.some((option) => option.playbookId === playbookId)) {
      const message = "This is not one of the plans that were offered. Choose one of them.";
      throw new DomainError("invalid", message, { issues: [{ path: ["playbookId"], message }] });
    }
    const { count } = await tx.plan.updateMany({
      where: { workspaceId, id: planId, status: "choosing" },
      data: { status: "planning", choice: Prisma.DbNull, updatedAt: new Date() },
    });
    if (count === 0) throw answered();
    await queuePlanning(tx, { workspaceId, planId, choice: playbookId }, [
      { type: "plan.choice", choice: null },
    ]);
  });
  announce(ctx.db, workspaceId, [`plan:${planId}`]);
}

function answered(): DomainError {
  return new DomainError(
    "conflict",
    "This plan is not waiting for a choice. It may have been answered already.",
  );
}
