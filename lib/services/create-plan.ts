import { z } from "zod";
import { enqueue } from "#lib/db/enqueue.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { GoalText } from "#lib/domain/goal.ts";
import { newId, type Id } from "#lib/domain/ids.ts";
import { appendEvents } from "#lib/events/append.ts";
import { announce } from "#lib/events/announce.ts";
import { analyseGoal, titleOfGoal } from "#lib/planner/goal/analyse-goal.ts";
import { PLANNING_JOB } from "./record-planning.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const CreatePlanInput = z.object({ goal: GoalText });

/**
 * Makes a plan for a goal and puts the planner to work on it; returns before the planner begins. Plan and job are written
 * together: neither exists without the other.
 * @throws DomainError `invalid` with the issue at ["goal"], `forbidden`
 */
export async function createPlan({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof CreatePlanInput>;
}): Promise<{ planId: Id }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { goal } = parseInput(CreatePlanInput, input);
  const planId = newId();
  const createdBy = ctx.actor.kind === "user" ? ctx.actor.userId : "system";
  await ctx.db.$transaction(async (tx) => {
    await tx.plan.create({
      data: {
        workspaceId,
        id: planId,
        title: provisionalTitle(goal),
        goal,
        status: "planning",
        draft: { steps: [], dependencies: [] },
        createdBy,
      },
    });
    await enqueue(
      tx,
      "plan-goal",
      { workspaceId, planId, choice: null },
      { key: `plan-goal:${planId}`, maxAttempts: PLANNING_JOB.maxAttempts },
    );
    await appendEvents(tx, {
      workspaceId,
      topic: `plan:${planId}`,
      bodies: [{ type: "plan.status", status: "planning", report: null, message: null }],
    });
  });
  announce(ctx.db, workspaceId, [`plan:${planId}`]);
  return { planId };
}

/** The title is short, so the goal's beginning is enough to find it; the planner sets it again once it has read all of it. */
function provisionalTitle(goal: string): string {
  return titleOfGoal(analyseGoal(goal.slice(0, 600).toWellFormed(), new Date().toISOString().slice(0, 10)));
}
