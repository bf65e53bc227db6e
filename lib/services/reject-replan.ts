import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { changeRun } from "#lib/ledger/change-run.ts";
import { decideApproval } from "#lib/ledger/decide-approval.ts";
import { decideReplan } from "#lib/ledger/decide-replan.ts";
import { deciderOf, undecided } from "./approvals/decide.ts";
import { findReplan } from "./runs/find-replan.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { replanRequest } from "./runs/replan-approval.ts";
import { toRunKey } from "./runs/run-keys.ts";

export const RejectReplanInput = z.object({ runId: z.string(), replanId: z.string() });

/**
 * Turns down a replan, also one that is still being planned; the run stays as it is. Rejecting twice changes nothing.
 * @throws DomainError `not_found`; `forbidden` when a rule has others decide about it; `conflict` when it has been accepted
 */
export async function rejectReplan({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RejectReplanInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "decide");
  const by = deciderOf(ctx);
  const { runId, replanId } = parseInput(RejectReplanInput, input);
  const decided = await changeRun(ctx.db, toRunKey(workspaceId, runId), async (run) => {
    const replan = await findReplan(run, replanId);
    if (replan.status === "accepted")
      throw new DomainError("conflict", "This replan has already been accepted.");
    if (replan.status === "rejected") return null;
    const approvalId = replan.status === "proposed" ? await replanRequest(run, replan) : null;
    if (approvalId !== null) return decideApproval(run, approvalId, { kind: "refuse", reason: "" }, by);
    await decideReplan(run, replanId, by.userId, { status: "rejected" });
    return null;
  });
  const fault = decided === null ? null : undecided(decided);
  if (fault !== null) throw fault;
}
