import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { changeRun } from "./change-run.ts";
import type { RunKey } from "./keys.ts";

/** Looks at a run in which nothing may go on any more, or that is to pause, end or go on, and puts it into the state that follows. */
export async function settleRun(db: Db, key: RunKey): Promise<void> {
  await changeRun(db, key, async (run) => run.decide());
}

const Key = z.object({ workspaceId: z.string(), runId: z.string() });

/**
 * Settles the runs whose worker died between the commit that ended their last step and the look at them. Any number of workers
 * may do this at the same time.
 * @returns how many runs were looked at
 */
export async function settleRuns(db: Db): Promise<number> {
  const rows = await db.$queryRaw`
    select r.workspace_id as "workspaceId", r.id as "runId" from runs r
    where (r.status in ('queued', 'running') and r.live = 0)
      or (r.status = 'needs_attention' and r.live > 0)
      or (r.status in ('pausing', 'aborting') and not exists (
        select from step_runs s where s.workspace_id = r.workspace_id and s.run_id = r.id and s.status = 'running'))
    limit 200`;
  const keys = z.array(Key).parse(rows);
  for (const key of keys) await settleRun(db, key);
  return keys.length;
}
