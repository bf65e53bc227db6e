import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { decideStep } from "./runs/decide-step.ts";

export const SettleStepInput = z.object({
  runId: z.string(),
  stepId: z.string(),
  outcome: z.enum(["succeeded", "failed"]),
});

/**
 * Says how a step ended whose outcome is unknown: it had happened (it hands on null), or it had not. Settling it twice the
 * same way changes nothing.
 * @throws DomainError `not_found`; `conflict` when the step's outcome is not unknown
 */
export async function settleStep({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof SettleStepInput>;
}): Promise<void> {
  authorise(ctx.actor, "edit");
  const { outcome, ...step } = parseInput(SettleStepInput, input);
  const refusal = "The outcome of this step is known, so there is nothing to settle.";
  await decideStep(ctx, step, { kind: "settle", outcome }, [outcome], refusal);
}
