import { headers } from "next/headers";
import { cache } from "react";
import type { Db } from "#lib/db/client.ts";
import { db } from "#lib/db/client.ts";
import { type Actor, Role } from "#lib/domain/actor.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { clientAddress } from "./request-origin.ts";
import { currentSession, type LiveSession } from "./session.ts";
import { liveSessionUser } from "./sessions.ts";

/** A person's actor in the workspace they joined first, read from the database each time; null when they are in none. */
export async function actorOf(db: Db, userId: string): Promise<Actor | null> {
  const member = await db.member.findFirst({
    where: { userId },
    orderBy: [{ createdAt: "asc" }, { workspaceId: "asc" }],
    select: { workspaceId: true, role: true, user: { select: { name: true } } },
  });
  if (!member) return null;
  const { workspaceId, user } = member;
  return { kind: "user", userId, workspaceId, role: Role.parse(member.role), name: user.name };
}

/** Who makes the request being answered, by which session, and the database to serve them from. */
export type RequestContext = { actor: Actor; db: Db; session: LiveSession };

/** The request's context, or null when nobody is signed in. Worked out once a request where React renders. */
export const optionalContext = cache(async (): Promise<RequestContext | null> => {
  const session = await currentSession();
  if (!session) return null;
  const actor = await actorOf(db(), session.userId);
  if (!actor) throw new DomainError("forbidden", "You are not a member of any workspace.");
  return { actor, db: db(), session };
});

/**
 * The request's context.
 * @throws DomainError `unauthenticated` when nobody is signed in
 */
export async function requestContext(): Promise<RequestContext> {
  const context = await optionalContext();
  if (!context) throw new DomainError("unauthenticated", "You are not signed in. Sign in and try again.");
  return context;
}

/** Whether what a long answer was begun with still holds: the session is live, and the person still in the workspace. */
export async function stillAllowed({ actor, db, session }: RequestContext): Promise<boolean> {
  const userId = await liveSessionUser(db, session.sessionId);
  if (userId === null) return false;
  return (await actorOf(db, userId))?.workspaceId === actor.workspaceId;
}

/** What verbs for strangers get: the database, and the address the request came from, by which tries are counted. */
export async function strangerContext(): Promise<{ db: Db; address: string }> {
  return { db: db(), address: clientAddress(await headers()) };
}
