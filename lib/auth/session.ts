import { cookies, headers } from "next/headers";
import { getServerSession } from "next-auth/next";
import { env } from "#lib/config/env.ts";
import { db } from "#lib/db/client.ts";
import { sessionCookie, sessionOptions } from "./options.ts";
import { requestOrigin } from "./request-origin.ts";

/** A live session: its id, which can be revoked, and whose it is. `email` is the one signed in with. */
export type LiveSession = { sessionId: string; userId: string; email: string | null };

/**
 * The session of the request being answered, checked against the database, or null.
 * @throws what the database threw, when it could not be asked
 */
export async function currentSession(): Promise<LiveSession | null> {
  const origin = requestOrigin(await headers(), env().NEXTAUTH_URL);
  // Most strangers carry no cookie: they cost neither a decryption nor a query.
  const { name } = sessionCookie(origin.startsWith("https://"));
  if (!(await cookies()).getAll().some((cookie) => cookie.name.startsWith(name))) return null;
  const faults: unknown[] = [];
  const options = sessionOptions(db(), origin, (cause) => faults.push(cause));
  const session = await getServerSession({ ...options, providers: [] });
  if (faults.length > 0) throw faults[0];
  // next-auth gives `{}` for a revoked session, so the object itself says nothing.
  return session?.user?.id && session.sessionId
    ? { sessionId: session.sessionId, userId: session.user.id, email: session.user.email ?? null }
    : null;
}
