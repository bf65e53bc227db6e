import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { changeRun } from "#lib/ledger/change-run.ts";
import { runOfApproval } from "./approvals/decide.ts";
import { authorise, type ServiceContext } from "./context.ts";

/** `userId`: the member who is to decide; null: whoever the terms name, again. */
export const DelegateRequestInput = z.object({ approvalId: z.string(), userId: z.string().nullable() });

/**
 * Hands a request to one member, who then decides alone.
 * @throws DomainError `not_found`; `invalid` when that is no member who may decide; `conflict` when it has been decided
 */
export async function delegateRequest({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof DelegateRequestInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "decide");
  const { approvalId, userId } = parseInput(DelegateRequestInput, input);
  const runId = await runOfApproval(ctx.db, workspaceId, approvalId);
  if (userId !== null) {
    const member = await ctx.db.member.findUnique({ where: { workspaceId_userId: { workspaceId, userId } } });
    if (!member || member.role === "viewer") {
      const message = "Choose a member of this workspace who may decide.";
      throw new DomainError("invalid", message, { issues: [{ path: ["userId"], message }] });
    }
  }
  await changeRun(ctx.db, { workspaceId, runId }, async (run) => {
    const { count } = await run.tx.approval.updateMany({
      where: { workspaceId, id: approvalId, status: "pending" },
      data: { delegatedTo: userId },
    });
    if (count === 0) throw new DomainError("conflict", "This has been decided already.");
    const { stepId } = await run.tx.approval.findUniqueOrThrow({
      where: { workspaceId_id: { workspaceId, id: approvalId } },
      select: { stepId: true },
    });
    run.emit({ type: "approval.changed", approvalId, runId, stepId, status: "pending" });
  });
}
