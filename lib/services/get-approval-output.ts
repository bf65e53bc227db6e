import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { OutputText } from "#lib/domain/run.ts";
import { noRequest, runOfApproval } from "./approvals/decide.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { GetOutputPageInput } from "./get-output-page.ts";
import { outputText } from "./runs/stored-outputs.ts";

export const GetApprovalOutputInput = GetOutputPageInput.pick({ offset: true }).extend({
  approvalId: z.string(),
});

/**
 * A page, as JSON text, of the output that a request is about and that is handed on when it is approved: what the step gave, or what a
 * reviewer put in its place.
 * @throws DomainError `not_found` when there is no such request, or nothing at that offset
 */
export async function getApprovalOutput({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetApprovalOutputInput>;
}): Promise<OutputText> {
  const workspaceId = authorise(ctx.actor, "read");
  const { approvalId, offset } = parseInput(GetApprovalOutputInput, input);
  const runId = await runOfApproval(ctx.db, workspaceId, approvalId);
  const row = await ctx.db.approval.findUnique({
    where: { workspaceId_id: { workspaceId, id: approvalId } },
    select: { output: true },
  });
  const page =
    row && row.output !== null ? await outputText(ctx.db, { workspaceId, runId }, row.output, offset) : null;
  if (!page) throw noRequest();
  return page;
}
