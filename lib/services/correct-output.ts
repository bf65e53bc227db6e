import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";
import { correctStep } from "#lib/ledger/correct-step.ts";
import { IdempotencyKey, keyedRequest } from "#lib/ledger/idempotent.ts";
import { runSettings } from "#lib/ledger/run-settings.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { GivenOutput } from "./runs/given-output.ts";
import { openUnaskedReplan } from "./runs/open-replan.ts";
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
 * again with `rerunStale` or by the replan that the workspace may wish for; those that have not begun read the new one.
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
  const answer = await correctStep(ctx.db, key, put, nameOf(ctx.actor), request, askForReplan);
  if (answer.kind === "corrected") return { stale: answer.stale };
  if (answer.why === "no_step") throw noStep();
  throw new DomainError("conflict", REFUSALS[answer.why]);
}

/** Asks for a replan because of the new output, where the workspace wishes it and the run may have another one. */
async function askForReplan(run: OpenRun, stepId: string): Promise<void> {
  const { onNewInput, mostReplans } = await runSettings(run.tx, run.workspaceId);
  if (onNewInput !== "replan" || isRunOver(run.status)) return;
  const { workspaceId, runId } = run;
  const unasked = await run.tx.replan.count({ where: { workspaceId, runId, createdBy: "system" } });
  if (unasked >= mostReplans) return;
  for (const body of await openUnaskedReplan(run, { kind: "new_input", stepId })) run.emit(body);
}

const REFUSALS = {
  not_done: "This step has no output to put right yet.",
  aborted: "This run was aborted, so nothing of it can change.",
} as const;
