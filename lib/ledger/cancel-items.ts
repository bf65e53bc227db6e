import type { OpenRun } from "./change-run.ts";
import { closeCalls } from "./close-calls.ts";
import { storable } from "./stored.ts";

/**
 * Cancels the items of a map that is not to wait for them any longer; failed ones count as skipped. Running ones lose their worker, which hears of it and stops;
 * one in the middle of a call that must not be repeated is left to end, so that what it did is known.
 * @param why a sentence for the items' notes
 */
export async function cancelItems(run: OpenRun, mapStep: string, why: string): Promise<void> {
  const { workspaceId, runId } = run;
  const rows = await run.tx.$queryRaw<{ step_id: string; attempt: number }[]>`
    with items as (
      select s.workspace_id, s.run_id, s.step_id, s.attempt, s.status, s.locked_by, s.started_at from step_runs s
      where s.workspace_id = ${workspaceId} and s.run_id = ${runId} and s.map_step = ${mapStep}
        and s.status not in ('succeeded', 'skipped', 'cancelled') and s.pending >= 0
        and not (s.status = 'running' and exists (
          select from tool_calls c
          where c.workspace_id = s.workspace_id and c.run_id = s.run_id and c.step_id = s.step_id
            and c.attempt = s.attempt and c.status = 'started' and c.side_effect = 'once'))
      order by s.step_id
      for update of s
    ), tries as (
      insert into attempts (workspace_id, run_id, step_id, attempt, status, worker_id, started_at, finished_at)
      select workspace_id, run_id, step_id, attempt, 'cancelled', locked_by, coalesce(started_at, clock_timestamp()),
        clock_timestamp()
      from items where status = 'running'
    )
    update step_runs s
    set status = case when s.status = 'failed' then 'skipped' else 'cancelled' end,
      skip_cause = case when s.status = 'failed' then 'person' end, ready_at = null, wake_at = null, waiting_for = null, locked_by = null, lease_until = null,
      stop_for = null, finished_at = clock_timestamp(), notes = s.notes || ${storable([why])}::jsonb
    from items
    where s.workspace_id = items.workspace_id and s.run_id = items.run_id and s.step_id = items.step_id
    returning s.step_id, s.attempt`;
  for (const { step_id, attempt } of rows) {
    await closeCalls(run, { stepId: step_id, attempt }, { status: "failed", why });
    run.stepChanged(step_id, "Left out with its map");
  }
}
