import type { Db, Tx } from "#lib/db/client.ts";
import { Role } from "#lib/domain/actor.ts";
import { rolesWith } from "#lib/domain/roles.ts";

/** The members of a workspace who may decide about anything at all, by name. */
export async function decidersIn(
  db: Db | Tx,
  workspaceId: string,
): Promise<{ userId: string; name: string; role: Role }[]> {
  const members = await db.member.findMany({
    where: { workspaceId, role: { in: rolesWith("decide") } },
    select: { userId: true, role: true, user: { select: { name: true } } },
    orderBy: [{ user: { name: "asc" } }, { userId: "asc" }],
  });
  return members.map(({ userId, role, user }) => ({ userId, name: user.name, role: Role.parse(role) }));
}
