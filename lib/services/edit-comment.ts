import { z } from "zod";
import { CommentText } from "#lib/domain/comment.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { announce } from "#lib/events/announce.ts";
import { ownComment } from "./comments/own-comment.ts";
import { lockThread, tellThread } from "./comments/thread-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { checkPlanId } from "./plans/plan-keys.ts";

export const EditCommentInput = z.object({
  planId: z.string(),
  threadId: z.string(),
  commentId: z.string(),
  text: CommentText,
});

/**
 * Changes the text of one's own comment.
 * @throws DomainError `not_found`; `forbidden` when somebody else wrote it; `invalid` by field
 */
export async function editComment({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof EditCommentInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "decide");
  const { text, ...key } = parseInput(EditCommentInput, input);
  checkPlanId(key.planId);
  await ctx.db.$transaction(async (tx) => {
    const thread = await lockThread(tx, { workspaceId, ...key });
    const comment = await ownComment(tx, ctx.actor, { workspaceId, ...key });
    if (comment.text === text) return;
    const changed = await tx.comment.update({
      where: { workspaceId_planId_id: { workspaceId, planId: key.planId, id: comment.id } },
      data: { text, editedAt: new Date() },
    });
    await tellThread(tx, thread, { comments: [changed] });
  });
  announce(ctx.db, workspaceId, [`plan:${key.planId}`]);
}
