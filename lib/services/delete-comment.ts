import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { ownComment } from "./comments/own-comment.ts";
import { lockThread, tellThread } from "./comments/thread-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { checkPlanId } from "./plans/plan-keys.ts";

export const DeleteCommentInput = z.object({
  planId: z.string(),
  threadId: z.string(),
  commentId: z.string(),
});

/**
 * Deletes one's own comment; with a thread's last comment the thread goes.
 * @throws DomainError `not_found`; `forbidden` when somebody else wrote it
 */
export async function deleteComment({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof DeleteCommentInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "decide");
  const key = parseInput(DeleteCommentInput, input);
  const { planId, threadId } = key;
  checkPlanId(planId);
  await ctx.db.$transaction(async (tx) => {
    const thread = await lockThread(tx, { workspaceId, ...key });
    const { id } = await ownComment(tx, ctx.actor, { workspaceId, ...key });
    await tx.comment.delete({ where: { workspaceId_planId_id: { workspaceId, planId, id } } });
    if ((await tx.comment.count({ where: { workspaceId, planId, threadId } })) > 0) {
      await tellThread(tx, thread, { deleted: [id] });
      return;
    }
    await tx.commentThread.delete({
      where: { workspaceId_planId_id: { workspaceId, planId, id: threadId } },
    });
    const bodies = [{ type: "thread.deleted" as const, threadId }];
    await appendEvents(tx, { workspaceId, topic: `plan:${planId}`, bodies });
  });
  announce(ctx.db, workspaceId, [`plan:${planId}`]);
}
