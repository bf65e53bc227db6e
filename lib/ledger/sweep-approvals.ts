import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { Id } from "#lib/domain/ids.ts";
import { changeRun } from "./change-run.ts";
import { expireApproval } from "./decide-approval.ts";

const Row = z.object({ workspaceId: z.string(), runId: z.string(), id: Id });
const AT_ONCE = 200;

/**
 * Ends requests that nobody decided in time, and those whose step waits for them no longer. Any number of workers may do this at the
 * same time.
 * @returns how many were ended
 */
export async function sweepApprovals(db: Db): Promise<number> {
  const rows = await db.$queryRaw`
    select a.workspace_id as "workspaceId", a.run_id as "runId", a.id from approvals a
    left join step_runs s on s.workspace_id = a.workspace_id and s.run_id = a.run_id and s.step_id = a.step_id and s.pending >= 0
    where a.status = 'pending' and (a.expires_at < clock_timestamp() or s.step_id is null or s.attempt <> a.attempt
      or s.status <> 'waiting' or s.waiting_for not in ('approval', 'answer', 'spend'))
    limit ${AT_ONCE}`;
  let ended = 0;
  for (const { workspaceId, runId, id } of z.array(Row).parse(rows)) {
    if (await changeRun(db, { workspaceId, runId }, (run) => expireApproval(run, id))) ended += 1;
  }
  return ended;
}
