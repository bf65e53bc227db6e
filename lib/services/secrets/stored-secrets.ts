import { modelEnv } from "#lib/config/env.ts";
import { seal, unseal } from "#lib/config/sealed-text.ts";
import type { Db, Tx } from "#lib/db/client.ts";
import { DomainError } from "#lib/domain/errors.ts";

/** A secret with its value: only ever in memory, never logged or sent to a browser. `value`: null when it cannot be opened. */
type OpenSecret = { name: string; value: string | null; hosts: string[] };

/** How long a secret's last use may be told late, so that thousands of steps that use it do not wait for each other to say so. */
const TOLD_LATE_SECONDS = 60;

/** The secrets of a workspace with their values. One that was sealed under another encryption key has none. */
export async function openSecrets(db: Db | Tx, workspaceId: string): Promise<OpenSecret[]> {
  const rows = await db.secret.findMany({ where: { workspaceId } });
  return rows.map((row) => ({ name: row.name, hosts: row.hosts, value: valueOf(row) }));
}

/** One of them by its name, for a call that uses it, which is noted. @returns null when there is none of that name */
export async function takeSecret(db: Db, workspaceId: string, name: string): Promise<OpenSecret | null> {
  const row = await db.secret.findUnique({ where: { workspaceId_name: { workspaceId, name } } });
  if (!row) return null;
  await db.$executeRaw`
    update secrets set last_used_at = now()
    where workspace_id = ${workspaceId} and name = ${name}
      and (last_used_at is null or last_used_at < now() - make_interval(secs => ${TOLD_LATE_SECONDS}))`;
  return { name, hosts: row.hosts, value: valueOf(row) };
}

/** The value of a stored secret; null when the installation's encryption key is another one now. */
export function valueOf(row: { workspaceId: string; id: string; ciphertext: string }): string | null {
  const key = modelEnv().PLANWRIGHT_ENCRYPTION_KEY;
  return key ? unseal(row.ciphertext, key, placeOf(row.workspaceId, row.id)) : null;
}

/** Seals a value for its row. @throws DomainError `unavailable` without an encryption key */
export function sealValue(value: string, workspaceId: string, id: string): string {
  const key = modelEnv().PLANWRIGHT_ENCRYPTION_KEY;
  if (key) return seal(value, key, placeOf(workspaceId, id));
  const message =
    "Secrets cannot be stored: PLANWRIGHT_ENCRYPTION_KEY is not set. Whoever runs Planwright must set it.";
  throw new DomainError("unavailable", message);
}

function placeOf(workspaceId: string, id: string): string {
  return `secrets/${workspaceId}/${id}`;
}
