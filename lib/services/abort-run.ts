import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { abortRun as abort } from "#lib/ledger/abort-run.ts";
import { IdempotencyKey, keyedRequest } from "#lib/ledger/idempotent.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { nameOf, toRunKey } from "./runs/run-keys.ts";

export const AbortRunInput = z.object({ runId: z.string(), idempotencyKey: IdempotencyKey.optional() });

/**
 * Ends a run: starts nothing more, cancels what has not started, and has the running steps stopped. Aborting a run that is
 * being aborted changes nothing.
 * @throws DomainError `not_found`; `conflict` when the run is already over
 */
export async function abortRun({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof AbortRunInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { runId, idempotencyKey } = parseInput(AbortRunInput, input);
  const request = keyedRequest(workspaceId, idempotencyKey, "abortRun", { runId });
  const { applied, status } = await abort(ctx.db, toRunKey(workspaceId, runId), nameOf(ctx.actor), request);
  if (applied || status === "aborting" || status === "aborted") return;
  throw new DomainError("conflict", "This run is already over, so there is nothing to abort.");
}
