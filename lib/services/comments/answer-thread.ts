import type { Tx } from "#lib/db/client.ts";
import { MOST_COMMENT_CHARACTERS } from "#lib/domain/comment.ts";
import { newId } from "#lib/domain/ids.ts";
import type { Author } from "#lib/domain/plan.ts";
import { storableText } from "#lib/domain/text.ts";
import { tellThread, type ThreadKey } from "./thread-rows.ts";

/**
 * Resolves a thread that a change of the plan, just accepted, is the answer to, and says there what was changed. One that is gone or
 * resolved by now is left as it is. The plan's row must be locked.
 * @param change.messageId the proposal, under whose name the answer is added once
 * @param change.words what was changed, a phrase a change
 */
export async function answerThread(
  tx: Tx,
  { workspaceId, planId, threadId }: ThreadKey,
  { messageId, words, author }: { messageId: string; words: readonly string[]; author: Author },
): Promise<void> {
  const resolved = await tx.commentThread.updateManyAndReturn({
    where: { workspaceId, planId, id: threadId, status: "open" },
    data: { status: "resolved", resolvedBy: author, resolvedAt: new Date() },
  });
  const [thread] = resolved;
  if (!thread) return;
  const text = storableText(`Changed the plan: ${words.join("; ")}.`, MOST_COMMENT_CHARACTERS);
  const comment = await tx.comment.create({
    data: { workspaceId, planId, threadId, id: newId(), key: `answer:${messageId}`, text, author },
  });
  await tellThread(tx, thread, { comments: [comment] });
}
