import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { askRun } from "#lib/ledger/ask-run.ts";
import { IdempotencyKey, keyedRequest } from "#lib/ledger/idempotent.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { toRunKey } from "./runs/run-keys.ts";

export const PauseRunInput = z.object({ runId: z.string(), idempotencyKey: IdempotencyKey.optional() });

/**
 * Lets the running steps end and starts nothing more, in this run and those below it. Pausing a run that pauses changes nothing, and neither does a late repeat of a
 * request with a key.
 * @throws DomainError `not_found`; `conflict` when the run cannot be paused
 */
export async function pauseRun({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof PauseRunInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { runId, idempotencyKey } = parseInput(PauseRunInput, input);
  const request = keyedRequest(workspaceId, idempotencyKey, "pauseRun", { runId });
  const { applied, status } = await askRun(ctx.db, toRunKey(workspaceId, runId), "pause", request);
  if (applied || status === "pausing" || status === "paused") return;
  const message =
    status === "needs_attention"
      ? "Nothing of this run can go on at the moment, so there is nothing to pause."
      : "This run is over or being aborted, so it cannot be paused.";
  throw new DomainError("conflict", message);
}
