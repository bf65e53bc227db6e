import type { Db } from "#lib/db/client.ts";
import type { Json } from "#lib/domain/json.ts";
import { changeRun, type OpenRun } from "./change-run.ts";
import { heldBy, permits } from "./conditions.ts";
import { endAttempt } from "./end-attempt.ts";
import type { StepToken } from "./keys.ts";
import { insertParts, storeValue } from "./large-values.ts";
import { unblockDependents } from "./unblock-dependents.ts";

/**
 * Makes a map wait for its items, conditional on the token: each item becomes a step of the run, named "<map>.<place>", whose
 * definition is the map's without its list and condition. An empty list is done at once.
 * @returns false when the token was stale and nothing was changed
 */
export async function expandStep(db: Db, token: StepToken, items: Json[]): Promise<boolean> {
  return changeRun(db, token, async (run) => {
    const empty = items.length === 0;
    const done = await run.tx.$executeRaw`
      update step_runs s
      set status = ${empty ? "succeeded" : "waiting"}, waiting_for = ${empty ? null : "items"}, pending = ${items.length},
        items_total = ${items.length}, output = ${empty ? "[]" : null}::jsonb,
        summary = ${empty ? "Nothing to do: the list is empty" : null}, error = null,
        locked_by = null, lease_until = null, finished_at = case when ${empty}::boolean then clock_timestamp() end
      where ${heldBy(token)} and ${permits("expand")}`;
    if (done === 0) return false;
    await endAttempt(run.tx, token, "succeeded", null);
    run.stepChanged(token.stepId, empty ? "Succeeded" : "Started its items");
    if (empty) await unblockDependents(run, token.stepId);
    else await insertItems(run, token, items);
    return true;
  });
}

/** A map that is expanded once more (it was tried again) begins its items anew; their attempt numbers go on. */
async function insertItems(run: OpenRun, { stepId }: StepToken, items: Json[]): Promise<void> {
  const values = items.map((item, place) => storeValue(`${stepId}.${place}`, item));
  for (const { large } of values) if (large) await insertParts(run.tx, run, large);
  const list = `[${values.map(({ json }) => json ?? "null").join(",")}]`;
  const rows = await run.tx.$queryRaw<{ step_id: string }[]>`
    insert into step_runs as s (workspace_id, run_id, step_id, step, status, pending, ready_at, map_step, item, item_value,
      own_tool, reads, rank, expected_seconds, slow_after)
    select map.workspace_id, map.run_id, map.step_id || '.' || (item.place - 1),
      map.step || '{"kind": "tool", "when": null, "each": null}', 'ready', 0, clock_timestamp(), map.step_id,
      item.place - 1, item.value, map.own_tool, map.reads, map.rank, map.expected_seconds, map.slow_after
    from step_runs map, jsonb_array_elements(${list}::jsonb) with ordinality as item(value, place)
    where map.workspace_id = ${run.workspaceId} and map.run_id = ${run.runId} and map.step_id = ${stepId}
    order by item.place
    on conflict (workspace_id, run_id, step_id) do update
    set step = excluded.step, status = 'ready', pending = 0, ready_at = excluded.ready_at, item_value = excluded.item_value,
      own_tool = excluded.own_tool, reads = excluded.reads, rank = excluded.rank,
      expected_seconds = excluded.expected_seconds, slow_after = excluded.slow_after, wake_at = null, waiting_for = null,
      failures = 0, worker_deaths = 0, repeats = 0, missing = null, locked_by = null, lease_until = null, tool = null, fallback = null, input = null,
      output = null, summary = null, error = null, notes = '[]', skip_cause = null, started_at = null, finished_at = null,
      result_key = null, reused = null, stale = false, corrected = null, slow = false, slow_at = null, stop_for = null,
      slow_replan = false, slow_retried = false, first_call = 0, avoid_worker = null
    returning s.step_id`;
  for (const row of rows) run.stepChanged(row.step_id, "Ready");
}
