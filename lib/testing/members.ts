import type { Db } from "#lib/db/client.ts";
import type { Actor, Role } from "#lib/domain/actor.ts";
import { newId } from "#lib/domain/ids.ts";

/** A member of a new workspace of their own, with the context that services take. */
export async function newMember(
  db: Db,
  { role = "owner", name = "Ada" }: { role?: Role; name?: string } = {},
) {
  const [userId, workspaceId] = [newId(), newId()];
  await db.user.create({ data: { id: userId, email: `${userId}@example.com`, name, passwordHash: "none" } });
  await db.workspace.create({ data: { id: workspaceId, name: `${name}'s workspace` } });
  await db.member.create({ data: { workspaceId, userId, role } });
  const actor: Actor = { kind: "user", userId, workspaceId, role, name };
  return { userId, workspaceId, ctx: { actor, db } };
}

/** Another member of a workspace, with the context that services take. */
export async function addMember(db: Db, workspaceId: string, name: string, role: Role) {
  const userId = newId();
  await db.user.create({ data: { id: userId, email: `${userId}@example.com`, name, passwordHash: "none" } });
  await db.member.create({ data: { workspaceId, userId, role } });
  const actor: Extract<Actor, { kind: "user" }> = { kind: "user", userId, workspaceId, role, name };
  return { db, userId, actor };
}
