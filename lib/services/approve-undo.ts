import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { IdempotencyKey } from "#lib/ledger/idempotent.ts";
import type { ServiceContext } from "./context.ts";
import { decideUndo } from "./runs/decide-undo.ts";

export const ApproveUndoInput = z.object({
  runId: z.string(),
  stepId: z.string(),
  idempotencyKey: IdempotencyKey.optional(),
});

/**
 * Approves that a call of an aborted run is undone: a worker carries that out. Approving twice changes nothing.
 * @throws DomainError `not_found`; `conflict` when it was decided otherwise, or one that comes first is not done
 */
export async function approveUndo({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ApproveUndoInput>;
}): Promise<void> {
  await decideUndo(ctx, parseInput(ApproveUndoInput, input), "approve");
}
