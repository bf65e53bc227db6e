import { z } from "zod";
import type { Db, Tx } from "#lib/db/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { SavedPlaybook } from "#lib/domain/playbook.ts";

/** How many a workspace can have: the planner looks at all of them for every goal. */
export const MOST_PLAYBOOKS = 300;

const COLUMNS = {
  id: true,
  name: true,
  description: true,
  phrases: true,
  graph: true,
  variables: true,
} as const;

/** All playbooks of a workspace, by name. */
export async function savedPlaybooks(db: Db, workspaceId: string): Promise<SavedPlaybook[]> {
  const rows = await db.playbook.findMany({
    where: { workspaceId },
    select: COLUMNS,
    orderBy: { name: "asc" },
  });
  return z.array(SavedPlaybook).parse(rows);
}

/**
 * A playbook of a workspace, with the rest of its row.
 * @throws DomainError `not_found`, whatever the id looks like
 */
export async function readPlaybook(db: Db | Tx, workspaceId: string, playbookId: string) {
  const id = checkPlaybookId(playbookId);
  const row = await db.playbook.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
  if (!row) throw noPlaybook();
  return { playbook: SavedPlaybook.parse(row), row };
}

/**
 * Checks a saved playbook's id that somebody sent.
 * @throws DomainError `not_found` when it cannot be one
 */
export function checkPlaybookId(playbookId: string): Id {
  const id = Id.safeParse(playbookId);
  if (!id.success) throw noPlaybook();
  return id.data;
}

export function noPlaybook(): DomainError {
  return new DomainError("not_found", "There is no such playbook in this workspace.");
}

/** What to say to a name that another playbook has. */
export function nameTaken(name: string): DomainError {
  const message = `There is a playbook named “${name}”. Choose another name.`;
  return new DomainError("conflict", message, { issues: [{ path: ["name"], message }] });
}
