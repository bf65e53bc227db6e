import type { Db, Tx } from "#lib/db/client.ts";
import type { SecretName } from "#lib/domain/secret.ts";

/** What a workspace's secrets are called and where they may go. */
export function secretNames(db: Db | Tx, workspaceId: string): Promise<SecretName[]> {
  return db.secret.findMany({
    where: { workspaceId },
    select: { name: true, hosts: true },
    orderBy: { name: "asc" },
  });
}
