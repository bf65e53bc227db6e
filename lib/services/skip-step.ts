import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { decideStep } from "./runs/decide-step.ts";
import { GivenOutput } from "./runs/given-output.ts";

/** `output`: what the step hands on instead; nothing (null) when left out. */
export const SkipStepInput = z.object({
  runId: z.string(),
  stepId: z.string(),
  output: GivenOutput.optional(),
});

/**
 * Leaves out a step that is not running and not done; what depends on it goes on with the given output. Skipping a skipped
 * step changes nothing.
 * @throws DomainError `not_found`; `conflict` when the step runs or is done
 */
export async function skipStep({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof SkipStepInput>;
}): Promise<void> {
  authorise(ctx.actor, "edit");
  const { output, ...step } = parseInput(SkipStepInput, input);
  const refusal = "A step that is running or done cannot be skipped.";
  await decideStep(ctx, step, { kind: "skip", output: output ?? null }, ["skipped"], refusal);
}
