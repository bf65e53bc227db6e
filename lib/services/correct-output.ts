import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { correctStep } from "#lib/ledger/correct-step.ts";
import { IdempotencyKey, keyedRequest } from "#lib/ledger/idempotent.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { GivenOutput } from "./runs/given-output.ts";
import { withContents } from "./runs/output-files.ts";
import { nameOf, noStep, toStepKey } from "./runs/run-keys.ts";

/** `output`: what the step hands on from now on; a file named without content keeps what it held. */
export const CorrectOutputInput = z.object({
  runId: z.string(),
  stepId: z.string(),
  output: GivenOutput,
  idempotencyKey: IdempotencyKey.optional(),
});

/**
 * Puts the output of a finished or skipped step right by hand. Steps that have used the old one are marked stale, to be done
 * again with `rerunStale`; those that have not begun read the new one.
 * @returns the ids of the stale steps
 * @throws DomainError `not_found`; `conflict` when the step is not done or the run was aborted; `invalid` at ["output"]
 */
export async function correctOutput({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof CorrectOutputInput>;
}): Promise<{ stale: string[] }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { idempotencyKey, ...wish } = parseInput(CorrectOutputInput, input);
  const key = toStepKey(workspaceId, wish.runId, wish.stepId);
  const request = keyedRequest(workspaceId, idempotencyKey, "correctOutput", wish);
  const put = (old: Parameters<typeof withContents>[1]) => withContents(wish.output, old);
  const answer = await correctStep(ctx.db, key, put, nameOf(ctx.actor), request);
  if (answer.kind === "corrected") return { stale: answer.stale };
  if (answer.why === "no_step") throw noStep();
  throw new DomainError("conflict", REFUSALS[answer.why]);
}

const REFUSALS = {
  not_done: "This step has no output to put right yet.",
  aborted: "This run was aborted, so nothing of it can change.",
} as const;
