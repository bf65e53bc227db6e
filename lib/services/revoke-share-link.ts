import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { authorOf } from "./plans/author-of.ts";
import { linkTopic } from "./share/link-topic.ts";

export const RevokeShareLinkInput = z.object({ linkId: z.string() });

/**
 * Ends a link: from now on it shows nothing, also where its page is open. Doing it again changes nothing.
 * @throws DomainError `not_found`
 */
export async function revokeShareLink({
  ctx,
  input,
}: {
  ctx: ServiceContext & { now?: Date };
  input: z.input<typeof RevokeShareLinkInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { linkId } = parseInput(RevokeShareLinkInput, input);
  if (!Id.safeParse(linkId).success) throw noLink();
  const author = authorOf(ctx.actor);
  const topic = await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.shareLink.updateMany({
      where: { workspaceId, id: linkId, revokedAt: null },
      data: { revokedAt: ctx.now ?? new Date(), revokedBy: author },
    });
    const link = await tx.shareLink.findUnique({ where: { workspaceId_id: { workspaceId, id: linkId } } });
    if (!link) throw noLink();
    if (count === 0) return null;
    const about = linkTopic(link);
    const expiresAt = link.expiresAt.toISOString();
    const bodies = [
      { type: "share.changed" as const, linkId, what: "revoked" as const, by: author.name, expiresAt },
    ];
    await appendEvents(tx, { workspaceId, topic: about, bodies });
    return about;
  });
  if (topic !== null) announce(ctx.db, workspaceId, [topic]);
}

function noLink(): DomainError {
  return new DomainError("not_found", "There is no such link in this workspace.");
}
