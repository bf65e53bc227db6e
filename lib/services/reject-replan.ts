import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { changeRun } from "#lib/ledger/change-run.ts";
import { decide, findReplan } from "./runs/replan-decision.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { toRunKey } from "./runs/run-keys.ts";

export const RejectReplanInput = z.object({ runId: z.string(), replanId: z.string() });

/**
 * Turns down a replan, also one that is still being planned; the run stays as it is. Rejecting twice changes nothing.
 * @throws DomainError `not_found`; `conflict` when it has been accepted
 */
export async function rejectReplan({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RejectReplanInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "decide");
  const { runId, replanId } = parseInput(RejectReplanInput, input);
  await changeRun(ctx.db, toRunKey(workspaceId, runId), async (run) => {
    const replan = await findReplan(run, replanId);
    if (replan.status === "accepted")
      throw new DomainError("conflict", "This replan has already been accepted.");
    if (replan.status === "rejected") return;
    await decide(run, replan, ctx.actor, { status: "rejected" });
  });
}
