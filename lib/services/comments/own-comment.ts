import type { Tx } from "#lib/db/client.ts";
import type { Comment } from "#lib/db/generated/client.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import { Author } from "#lib/domain/plan.ts";
import { authorOf } from "../plans/author-of.ts";
import type { ThreadKey } from "./thread-rows.ts";

/**
 * A comment that this actor wrote.
 * @throws DomainError `not_found`; `forbidden` when somebody else wrote it
 */
export async function ownComment(
  tx: Tx,
  actor: Actor,
  { workspaceId, planId, threadId, commentId }: ThreadKey & { commentId: string },
): Promise<Comment> {
  const comment = Id.safeParse(commentId).success
    ? await tx.comment.findFirst({ where: { workspaceId, planId, threadId, id: commentId } })
    : null;
  if (!comment) throw new DomainError("not_found", "There is no such comment. It may have been deleted.");
  if (!wrote(authorOf(actor), Author.parse(comment.author))) {
    throw new DomainError("forbidden", "Only who wrote a comment can change or delete it.");
  }
  return comment;
}

/** A person stays the same whatever they are called by now. */
function wrote(actor: Author, author: Author): boolean {
  if (actor.kind === "person" && author.kind === "person") return actor.userId === author.userId;
  return sameJson(actor, author);
}
