import type { OpenRun } from "./change-run.ts";

/**
 * Goes on from a step that is now done: the steps that depend on it may start, or are passed by with it, and an item's map may
 * be done. The database's hand_on does it, for this as for advance.
 */
export async function unblockDependents(run: OpenRun, stepId: string): Promise<void> {
  const rows = await run.tx.$queryRaw<{ step_id: string; what: string }[]>`
    select unnest(next.changed_steps) as step_id, unnest(next.whats) as what from step_runs s
    cross join lateral hand_on(array[s.workspace_id], array[s.run_id], array[s.step_id], array[s.map_step],
      array[s.skip_cause is not distinct from 'condition']) as next
    where s.workspace_id = ${run.workspaceId} and s.run_id = ${run.runId} and s.step_id = ${stepId}`;
  for (const row of rows) run.stepChanged(row.step_id, row.what);
}
