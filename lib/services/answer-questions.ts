import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { PlanAnswers } from "#lib/domain/goal.ts";
import { announce } from "#lib/events/announce.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { checkPlanId, noPlan } from "./plans/plan-keys.ts";
import { queuePlanning } from "./plans/queue-planning.ts";

/** `answers`: by the questions' ids; what is missing or empty takes its default. */
export const AnswerQuestionsInput = z.object({ planId: z.string(), answers: PlanAnswers });

/**
 * Answers the planner's questions, or skips them, and lets it go on.
 * @throws DomainError `not_found`; `conflict` when the plan waits for no answers (any more)
 */
export async function answerQuestions({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof AnswerQuestionsInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { planId, answers } = parseInput(AnswerQuestionsInput, input);
  checkPlanId(planId);
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.plan.updateMany({
      where: { workspaceId, id: planId, status: "clarifying" },
      data: { status: "planning", questions: Prisma.DbNull, updatedAt: new Date() },
    });
    if (count === 0) {
      if ((await tx.plan.count({ where: { workspaceId, id: planId } })) === 0) throw noPlan();
      const message = "This plan is not waiting for answers. They may have been given already.";
      throw new DomainError("conflict", message);
    }
    await queuePlanning(tx, { workspaceId, planId, choice: null, answers }, [
      { type: "plan.questions", questions: null },
    ]);
  });
  announce(ctx.db, workspaceId, [`plan:${planId}`]);
}
