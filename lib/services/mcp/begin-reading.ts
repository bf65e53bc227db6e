import type { Tx } from "#lib/db/client.ts";
import { enqueue } from "#lib/db/enqueue.ts";
import { newId } from "#lib/domain/ids.ts";

/** As PLANNING_JOB: an error ends it after `tries`; the attempts beyond are for workers that died. */
export const READING_MCP_JOB = { tries: 2, maxAttempts: 6 } as const;

/**
 * Has a worker read which tools a server offers; a reading that is under way is then void.
 * @returns whether there is such a server, switched on
 */
export async function beginReading(
  tx: Tx,
  { workspaceId, serverId }: { workspaceId: string; serverId: string },
): Promise<boolean> {
  const readingId = newId();
  const { count } = await tx.mcpServer.updateMany({
    where: { workspaceId, id: serverId, enabled: true },
    data: { state: "reading", reading: readingId },
  });
  if (count === 0) return false;
  const { maxAttempts } = READING_MCP_JOB;
  const key = `read-mcp-server:${serverId}`;
  await enqueue(tx, "read-mcp-server", { workspaceId, serverId, readingId }, { key, maxAttempts });
  return true;
}
