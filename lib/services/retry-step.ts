import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { decideStep } from "./runs/decide-step.ts";

export const RetryStepInput = z.object({ runId: z.string(), stepId: z.string() });

/**
 * Tries a failed step again from its beginning, or a waiting one now. A step that is about to run or runs stays as it is.
 * @throws DomainError `not_found`; `conflict` when the step has not failed
 */
export async function retryStep({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RetryStepInput>;
}): Promise<void> {
  authorise(ctx.actor, "edit");
  const step = parseInput(RetryStepInput, input);
  const refusal = "Only a step that failed can be tried again.";
  await decideStep(ctx, step, { kind: "retry" }, ["ready", "running"], refusal);
}
