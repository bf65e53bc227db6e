import type { Tx } from "#lib/db/client.ts";
import type { Step } from "#lib/domain/step.ts";
import type { RunKey } from "./keys.ts";

/** A step as it begins in a run. */
export type FreshStep = { step: Step; pending: number; status: "blocked" | "ready" };

/**
 * Writes steps that begin from nothing: new rows, or rows that a replan resets. The attempt number of a reset row stays,
 * because it is the fencing token and names the attempts there were.
 */
export async function insertSteps(
  tx: Tx,
  { workspaceId, runId }: RunKey,
  fresh: readonly FreshStep[],
): Promise<void> {
  await tx.$executeRaw`
    insert into step_runs as s (workspace_id, run_id, step_id, step, status, pending, ready_at)
    select ${workspaceId}, ${runId}, item.value->'step'->>'id', item.value->'step', item.value->>'status',
      (item.value->>'pending')::int, case when item.value->>'status' = 'ready' then clock_timestamp() end
    from jsonb_array_elements(${JSON.stringify(fresh)}::jsonb) as item
    order by item.value->'step'->>'id'
    on conflict (workspace_id, run_id, step_id) do update
    set step = excluded.step, status = excluded.status, pending = excluded.pending, ready_at = excluded.ready_at,
      wake_at = null, waiting_for = null, failures = 0, worker_deaths = 0, locked_by = null, lease_until = null, tool = null,
      fallback = null, input = null, output = null, summary = null, error = null, notes = '[]', started_at = null,
      finished_at = null`;
}
