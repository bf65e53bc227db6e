import type { Db } from "#lib/db/client.ts";
import { newId } from "#lib/domain/ids.ts";

/** How long a sign-in lasts, in seconds, unless it is revoked first: 30 days. */
export const SESSION_SECONDS = 30 * 24 * 60 * 60;

/** Writes a new session of this person and gives its id, which the cookie then carries. */
export async function openSession(db: Db, userId: string): Promise<string> {
  const id = newId();
  // Whoever signs in clears away their own that ran out; nothing else would.
  await db.userSession.deleteMany({ where: { userId, expiresAt: { lt: new Date() } } });
  await db.userSession.create({
    data: { id, userId, expiresAt: new Date(Date.now() + SESSION_SECONDS * 1000) },
  });
  return id;
}

/** The person a session belongs to, or null when it is unknown, revoked or past its end. */
export async function liveSessionUser(db: Db, sessionId: string): Promise<string | null> {
  const session = await db.userSession.findFirst({
    where: { id: sessionId, revokedAt: null, expiresAt: { gt: new Date() } },
    select: { userId: true },
  });
  return session?.userId ?? null;
}
