import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { IdempotencyKey } from "#lib/ledger/idempotent.ts";
import type { ServiceContext } from "./context.ts";
import { decideUndo } from "./runs/decide-undo.ts";

export const DeclineUndoInput = z.object({
  runId: z.string(),
  stepId: z.string(),
  idempotencyKey: IdempotencyKey.optional(),
});

/**
 * Leaves a call of an aborted run as it is; the next may then be decided. Declining twice changes nothing.
 * @throws DomainError `not_found`; `conflict` when it was decided otherwise, or one that comes first is not done
 */
export async function declineUndo({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof DeclineUndoInput>;
}): Promise<void> {
  await decideUndo(ctx, parseInput(DeclineUndoInput, input), "decline");
}
