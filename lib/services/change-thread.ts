import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import { ThreadStatus } from "#lib/domain/comment.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { announce } from "#lib/events/announce.ts";
import { lockThread, tellThread } from "./comments/thread-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { authorOf } from "./plans/author-of.ts";
import { checkPlanId } from "./plans/plan-keys.ts";

/** What is left out stays as it is. */
export const ChangeThreadInput = z.object({
  planId: z.string(),
  threadId: z.string(),
  status: ThreadStatus.optional(),
  blocks: z.boolean().optional(),
});

/**
 * Resolves a thread or opens it again, and says whether it keeps the plan from being run. What is so already changes nothing.
 * @throws DomainError `not_found`
 */
export async function changeThread({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ChangeThreadInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "decide");
  const { planId, threadId, status, blocks } = parseInput(ChangeThreadInput, input);
  checkPlanId(planId);
  const author = authorOf(ctx.actor);
  await ctx.db.$transaction(async (tx) => {
    const thread = await lockThread(tx, { workspaceId, planId, threadId });
    const settles = status !== undefined && status !== thread.status;
    if (!settles && (blocks === undefined || blocks === thread.blocks)) return;
    const resolved = status === "resolved";
    const changed = await tx.commentThread.update({
      where: { workspaceId_planId_id: { workspaceId, planId, id: threadId } },
      data: {
        blocks: blocks ?? thread.blocks,
        ...(settles && {
          status,
          resolvedBy: resolved ? author : Prisma.DbNull,
          resolvedAt: resolved ? new Date() : null,
        }),
      },
    });
    await tellThread(tx, changed);
  });
  announce(ctx.db, workspaceId, [`plan:${planId}`]);
}
