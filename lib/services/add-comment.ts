import { z } from "zod";
import { CommentText, MOST_COMMENTS } from "#lib/domain/comment.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { newId } from "#lib/domain/ids.ts";
import { line } from "#lib/domain/text.ts";
import { announce } from "#lib/events/announce.ts";
import { lockThread, tellThread } from "./comments/thread-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { authorOf } from "./plans/author-of.ts";
import { checkPlanId } from "./plans/plan-keys.ts";

/** `key`: the sender's own name for the comment, under which it is added once however often it arrives. */
export const AddCommentInput = z.object({
  planId: z.string(),
  threadId: z.string(),
  text: CommentText,
  key: line("The key", 100),
});

/**
 * Adds a comment to a thread, also to a resolved one, which stays so.
 * @throws DomainError `not_found`; `invalid` by field; `limit`
 */
export async function addComment({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof AddCommentInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "decide");
  const { planId, threadId, text, key } = parseInput(AddCommentInput, input);
  checkPlanId(planId);
  const author = authorOf(ctx.actor);
  await ctx.db.$transaction(async (tx) => {
    const thread = await lockThread(tx, { workspaceId, planId, threadId });
    const where = { workspaceId, planId };
    if ((await tx.comment.count({ where: { ...where, key } })) > 0) return;
    if ((await tx.comment.count({ where: { ...where, threadId } })) >= MOST_COMMENTS) {
      throw new DomainError("limit", `A thread holds at most ${MOST_COMMENTS} comments. Open another one.`);
    }
    const comment = await tx.comment.create({
      data: { ...where, threadId, id: newId(), key, text, author },
    });
    await tellThread(tx, thread, { comments: [comment] });
  });
  announce(ctx.db, workspaceId, [`plan:${planId}`]);
}
