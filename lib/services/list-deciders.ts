import { z } from "zod";
import { ApprovalTerms, type Decider } from "#lib/domain/approval.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { decidersIn } from "./approvals/deciders.ts";
import { noRequest, runOfApproval } from "./approvals/decide.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const ListDecidersInput = z.object({ approvalId: z.string() });

/**
 * The members to whom a request may be handed: those who may decide, without whoever its terms exclude.
 * @throws DomainError `not_found`
 */
export async function listDeciders({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListDecidersInput>;
}): Promise<Decider[]> {
  const workspaceId = authorise(ctx.actor, "read");
  const { approvalId } = parseInput(ListDecidersInput, input);
  await runOfApproval(ctx.db, workspaceId, approvalId);
  const row = await ctx.db.approval.findUnique({
    where: { workspaceId_id: { workspaceId, id: approvalId } },
    select: { terms: true, run: { select: { createdBy: true } } },
  });
  if (!row) throw noRequest();
  const { notTheStarter } = ApprovalTerms.parse(row.terms);
  const deciders = await decidersIn(ctx.db, workspaceId);
  return deciders.filter(({ userId }) => !(notTheStarter && userId === row.run.createdBy));
}
