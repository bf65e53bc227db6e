import type { Db } from "#lib/db/client.ts";
import { nextRunStatus } from "#lib/engine/run-machine.ts";
import { Asked } from "./ask-run.ts";
import type { OpenRun } from "./change-run.ts";
import { closeCalls } from "./close-calls.ts";
import { permits } from "./conditions.ts";
import { changeRunOnce, type KeyedRequest } from "./idempotent.ts";
import type { RunKey } from "./keys.ts";
import { storable } from "./stored.ts";

/**
 * Aborts a run where the state machine allows it: from here on nothing starts, what has not started is cancelled, and the
 * workers of running steps hear of it and stop; the run is aborted when the last has.
 * @param by who asked, for the run's reason
 * @param request the key under which this is done once; null: as often as it is asked
 */
export async function abortRun(
  db: Db,
  key: RunKey,
  by: string,
  request: KeyedRequest | null = null,
): Promise<Asked> {
  return changeRunOnce(db, key, request, Asked, (run) => abortOpenRun(run, `${by} aborted the run.`));
}

/** The same within a change of the run. @param reason for the run, in a sentence */
export async function abortOpenRun(run: OpenRun, reason: string): Promise<Asked> {
  const next = nextRunStatus(run.status, "abort");
  if (!next) return { applied: false, status: run.status };
  await run.setStatus(next, reason);
  const why = "The run was aborted before anyone said whether this had finished.";
  const rows = await run.tx.$queryRaw<{ step_id: string }[]>`
    with cancelled as (
      select s.workspace_id, s.run_id, s.step_id from step_runs s
      where s.workspace_id = ${run.workspaceId} and s.run_id = ${run.runId}
        and s.status <> 'running' and ${permits("cancel")}
      order by s.step_id
      for update of s
    )
    update step_runs s
    set status = 'cancelled', ready_at = null, wake_at = null, locked_by = null, finished_at = clock_timestamp(),
      notes = case when s.waiting_for = 'decision' then s.notes || ${storable([why])}::jsonb else s.notes end,
      waiting_for = null
    from cancelled c
    where s.workspace_id = c.workspace_id and s.run_id = c.run_id and s.step_id = c.step_id
    returning s.step_id`;
  for (const row of rows) run.stepChanged(row.step_id, "Cancelled");
  await closeCalls(run, "cancelled steps", { status: "failed", why });
  return { applied: true, status: run.status };
}
