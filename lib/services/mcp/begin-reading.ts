import { mcpReadMinutes } from "#lib/config/env.ts";
import type { Db, Tx } from "#lib/db/client.ts";
import { enqueue } from "#lib/db/enqueue.ts";
import { newId } from "#lib/domain/ids.ts";

/** As PLANNING_JOB: an error ends it after `tries`; the attempts beyond are for workers that died. */
export const READING_MCP_JOB = { tries: 2, maxAttempts: 6 } as const;

/** Most servers whose reading is begun in one look. */
const MOST_AT_ONCE = 50;

/**
 * Has a worker read which tools a server offers; a reading that is under way is then void.
 * @param due only if nobody reads it, and it is due since then still
 * @returns whether there is such a server, switched on
 */
export async function beginReading(
  tx: Tx,
  { workspaceId, serverId }: { workspaceId: string; serverId: string },
  due?: Date,
): Promise<boolean> {
  const readingId = newId();
  const { count } = await tx.mcpServer.updateMany({
    where: { workspaceId, id: serverId, enabled: true, ...(due && { dueAt: due, reading: null }) },
    data: { state: "reading", reading: readingId, dueAt: nextTime() },
  });
  if (count === 0) return false;
  const { maxAttempts } = READING_MCP_JOB;
  const key = `read-mcp-server:${serverId}`;
  await enqueue(tx, "read-mcp-server", { workspaceId, serverId, readingId }, { key, maxAttempts });
  return true;
}

/**
 * Has the servers read again that are due, so that a tool that changed is seen before somebody uses it. Several workers may look at the same
 * time: each server is begun by one of them.
 * @returns how many were begun
 */
export async function beginDueReadings(db: Db): Promise<number> {
  if (mcpReadMinutes() === 0) return 0;
  const due = await db.mcpServer.findMany({
    where: { enabled: true, reading: null, dueAt: { lte: new Date() } },
    select: { workspaceId: true, id: true, dueAt: true },
    orderBy: { dueAt: "asc" },
    take: MOST_AT_ONCE,
  });
  let begun = 0;
  for (const { workspaceId, id: serverId, dueAt } of due) {
    if (await db.$transaction((tx) => beginReading(tx, { workspaceId, serverId }, dueAt))) begun++;
  }
  return begun;
}

/** In about the time that the installation sets; not at the same moment for all that were added or restarted together. */
function nextTime(): Date {
  const minutes = mcpReadMinutes() * (0.8 + 0.4 * Math.random());
  return new Date(Date.now() + minutes * 60_000);
}
