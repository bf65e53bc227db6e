import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { askRun } from "#lib/ledger/ask-run.ts";
import { IdempotencyKey, keyedRequest } from "#lib/ledger/idempotent.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { toRunKey } from "./runs/run-keys.ts";

export const ResumeRunInput = z.object({ runId: z.string(), idempotencyKey: IdempotencyKey.optional() });

/**
 * Goes on with a paused run, and with those below it that were paused with it. Resuming a run that runs changes nothing, and neither does a late repeat of a
 * request with a key.
 * @throws DomainError `not_found`; `conflict` when the run cannot be resumed
 */
export async function resumeRun({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ResumeRunInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { runId, idempotencyKey } = parseInput(ResumeRunInput, input);
  const request = keyedRequest(workspaceId, idempotencyKey, "resumeRun", { runId });
  const { applied, status, waitsFor } = await askRun(ctx.db, toRunKey(workspaceId, runId), "resume", request);
  if (applied || status === "queued" || status === "running") return;
  if (waitsFor !== undefined) {
    const message = `Run ${waitsFor}, which this one is a part of, is paused. Resume that one.`;
    throw new DomainError("conflict", message);
  }
  const message =
    status === "needs_attention"
      ? "This run needs a decision about a step: retry, skip or replan."
      : status === "paused"
        ? "The plan of this run waits for an approval, without which it does not begin."
        : "This run is over or being aborted, so it cannot be resumed.";
  throw new DomainError("conflict", message);
}
