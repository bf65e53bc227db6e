import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { ApprovalView } from "#lib/domain/approval.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import type { Page } from "#lib/domain/view.ts";
import { approvalViews, isFor } from "./approvals/approval-views.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { noSuchPage } from "./lists/queries.ts";
import { toRunKey, noRun } from "./runs/run-keys.ts";

/**
 * `open`: those that wait; else those that were decided. `mine`: of those that wait, the ones that the member may decide. `runId`: of one
 * run; `approvalId`: this one, however it stands.
 */
export const ListApprovalsInput = z.object({
  open: z.boolean().default(true),
  mine: z.boolean().default(false),
  runId: z.string().optional(),
  approvalId: Id.optional(),
  cursor: z.string().max(100).nullish(),
  limit: z.number().int().min(1).max(100).default(30),
});

/**
 * What the workspace's people are asked, newest first, a page at a time. `total` counts all that match.
 * @throws DomainError `not_found` for a run that is not the workspace's; `invalid` for a cursor that no page gave
 */
export async function listApprovals({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListApprovalsInput>;
}): Promise<Page<ApprovalView>> {
  const workspaceId = authorise(ctx.actor, "read");
  const { open, mine, runId, approvalId, cursor, limit } = parseInput(ListApprovalsInput, input);
  if (cursor && !Id.safeParse(cursor).success) throw noSuchPage();
  if (runId !== undefined) {
    const key = toRunKey(workspaceId, runId);
    if ((await ctx.db.run.count({ where: { workspaceId, id: key.runId } })) === 0) throw noRun();
  }
  const ofRun = runId === undefined ? Prisma.empty : Prisma.sql` and a.run_id = ${runId}`;
  const which =
    approvalId === undefined
      ? Prisma.sql`(a.status = 'pending') = ${open}${mine ? Prisma.sql` and ${isFor(ctx.actor)}` : Prisma.empty}`
      : Prisma.sql`a.id = ${approvalId}`;
  const matching = Prisma.sql`a.workspace_id = ${workspaceId} and ${which}${ofRun}`;
  const behind = cursor ? Prisma.sql` and a.id < ${cursor}` : Prisma.empty;
  const [found, [counted]] = await Promise.all([
    approvalViews(ctx.db, ctx.actor, Prisma.sql`${matching}${behind}`, limit + 1),
    ctx.db.$queryRaw<{ total: number }[]>(
      Prisma.sql`select count(*)::int as total from approvals a
        join runs r on r.workspace_id = a.workspace_id and r.id = a.run_id where ${matching}`,
    ),
  ]);
  const items = found.slice(0, limit);
  return {
    items,
    next: found.length > limit ? (items.at(-1)?.id ?? null) : null,
    total: counted?.total ?? 0,
  };
}
