import type { Db, Tx } from "#lib/db/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Author } from "#lib/domain/plan.ts";
import type { PromptName } from "#lib/domain/prompt.ts";

/**
 * Makes a version of a prompt the one that is used, if the one that the person saw as active still is.
 * @param change `from` the version seen as active, `to` the one to use; 0 is the built-in one. `to` exists.
 * @throws DomainError `conflict` when another one is active
 */
export async function makeActive(
  db: Db | Tx,
  change: { workspaceId: string; name: PromptName; from: number; to: number; author: Author },
): Promise<void> {
  const { workspaceId, name, from, to, author } = change;
  // Without a row the built-in one is active, so only who saw that one may make the row.
  const changed = await db.$executeRaw`
    insert into active_prompts (workspace_id, name, number, author, activated_at)
    select ${workspaceId}, ${name}, ${to}, ${JSON.stringify(author)}::jsonb, clock_timestamp()
    where ${from} = 0 or exists (
      select from active_prompts where workspace_id = ${workspaceId} and name = ${name}
    )
    on conflict (workspace_id, name) do update
      set number = excluded.number, author = excluded.author, activated_at = excluded.activated_at
      where active_prompts.number = ${from}`;
  if (changed > 0) return;
  const row = await db.activePrompt.findUnique({ where: { workspaceId_name: { workspaceId, name } } });
  const now = row?.number ?? 0;
  // Somebody else did just that, or the same click came twice.
  if (now === to) return;
  const active = now === 0 ? "The built-in text" : `Version ${now}`;
  throw new DomainError("conflict", `${active} was made active meanwhile. Look at it, then decide again.`);
}
