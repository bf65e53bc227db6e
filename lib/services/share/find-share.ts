import { createHash } from "node:crypto";
import type { Db } from "#lib/db/client.ts";
import type { ShareLink } from "#lib/db/generated/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { ShareToken } from "#lib/domain/share.ts";
import type { ServiceContext } from "../context.ts";

/** What the reader of a link comes with: the database, and the time where a test sets it. */
export type ReaderContext = { db: Db; now?: Date };

/** What is kept of a token. It has 256 random bits, so that its hash needs neither salt nor slowness. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/**
 * The link that a token belongs to while it holds, and the context in which what it shows is read: the system's, of its workspace.
 * Looked up by the token's hash, so that how long it takes says nothing about tokens.
 * @throws DomainError `not_found`, the same whether there never was such a link, it ran out, or it was revoked
 */
export async function findShare(
  { db, now = new Date() }: ReaderContext,
  token: string,
): Promise<{ link: ShareLink; ctx: ServiceContext }> {
  if (!ShareToken.safeParse(token).success) throw noShare();
  const link = await db.shareLink.findFirst({
    where: { tokenHash: tokenHash(token), revokedAt: null, expiresAt: { gt: now } },
  });
  if (!link) throw noShare();
  return { link, ctx: { db, actor: { kind: "system", workspaceId: link.workspaceId } } };
}

export function noShare(): DomainError {
  return new DomainError("not_found", "There is nothing behind this link, or not any more.");
}
