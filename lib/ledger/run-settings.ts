import type { Db, Tx } from "#lib/db/client.ts";
import { RunSettings } from "#lib/domain/settings.ts";

/** How a workspace's runs behave; what it has not chosen is the default. Reads one row and locks nothing. */
export async function runSettings(tx: Db | Tx, workspaceId: string): Promise<RunSettings> {
  const row = await tx.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { runSettings: true },
  });
  return RunSettings.parse(row.runSettings);
}
