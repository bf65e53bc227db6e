import type { Tx } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { newId, type Id } from "#lib/domain/ids.ts";
import type { PlaybookSource, SavedPlaybook } from "#lib/domain/playbook.ts";
import { MOST_PLAYBOOKS } from "./playbook-rows.ts";

/**
 * Writes a playbook under an id of its own.
 * @returns its id, or null when the workspace has one of this name
 * @throws DomainError `limit` when the workspace has as many as it can
 */
export async function insertPlaybook(
  tx: Tx,
  { workspaceId, createdBy, source }: { workspaceId: string; createdBy: string; source: PlaybookSource },
  { name, description, phrases, graph, variables }: Omit<SavedPlaybook, "id">,
): Promise<Id | null> {
  // The lock under which they are counted.
  await tx.$queryRaw`select 1 as one from workspaces where id = ${workspaceId} for no key update`;
  if ((await tx.playbook.count({ where: { workspaceId } })) >= MOST_PLAYBOOKS) {
    const message = `A workspace can have ${MOST_PLAYBOOKS} playbooks. Delete one that is no longer used, then try again.`;
    throw new DomainError("limit", message);
  }
  const id = newId();
  const data = { workspaceId, id, name, description, phrases, graph, variables, createdBy };
  const { count } = await tx.playbook.createMany({
    data: [{ ...data, source: source ?? Prisma.DbNull }],
    skipDuplicates: true,
  });
  return count === 0 ? null : id;
}
