import type { Tx } from "#lib/db/client.ts";
import type { EventBody } from "#lib/domain/event.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import type { RunStatus } from "#lib/domain/run.ts";
import type { RunKey } from "./keys.ts";

/** Writes a run's state, whose row the caller has locked, and gives the event that tells of it. */
export async function setRunStatus(
  tx: Tx,
  { workspaceId, runId }: RunKey,
  status: RunStatus,
  reason: string | null,
): Promise<EventBody> {
  const [row] = await tx.$queryRaw<{ started_at: Date | null; finished_at: Date | null }[]>`
    update runs
    set status = ${status}, reason = ${reason},
      finished_at = case when ${isRunOver(status)}::boolean then clock_timestamp() end
    where workspace_id = ${workspaceId} and id = ${runId}
    returning started_at, finished_at`;
  return {
    type: "run.status",
    status,
    reason,
    startedAt: row?.started_at?.toISOString() ?? null,
    finishedAt: row?.finished_at?.toISOString() ?? null,
  };
}
