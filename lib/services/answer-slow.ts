import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { answerSlow as answer, type Answered } from "#lib/ledger/answer-slow.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { nameOf, toStepKey } from "./runs/run-keys.ts";

export const AnswerSlowInput = z.object({
  runId: z.string(),
  stepId: z.string(),
  answer: z.enum(["wait", "retry_elsewhere", "fall_back"]),
});

const REFUSALS: Record<Exclude<Answered, "done">, string> = {
  not_slow: "This step does not take too long any more, or has been answered.",
  not_repeatable: "A call is under way that must not be repeated, so this step cannot be stopped.",
  no_fallback: "This step has no fallback left.",
};

/**
 * Says what is to be done about a step that takes longer than expected: wait on, let another worker try, or go on with its next
 * fallback.
 * @throws DomainError `not_found`; `conflict` with the reason
 */
export async function answerSlow({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof AnswerSlowInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { runId, stepId, ...said } = parseInput(AnswerSlowInput, input);
  const answered = await answer(
    ctx.db,
    toStepKey(workspaceId, runId, stepId),
    said.answer,
    nameOf(ctx.actor),
  );
  if (answered !== "done") throw new DomainError("conflict", REFUSALS[answered]);
}
