import type { Tx } from "#lib/db/client.ts";
import type { StepCounts } from "#lib/engine/decide-run.ts";
import type { StepState } from "#lib/engine/step-machine.ts";
import { DROPPED } from "./conditions.ts";
import type { RunKey } from "./keys.ts";

/** How many of a run's steps are in each state. Read it under the run row's lock, in a statement of its own. */
export async function countSteps(tx: Tx, { workspaceId, runId }: RunKey): Promise<StepCounts> {
  const rows = await tx.$queryRaw<{ state: StepState; count: number; begun: number }[]>`
    select step_state(status, waiting_for) as state,
      count(*)::int as count, (count(*) filter (where attempt > 0))::int as begun
    from step_runs
    where workspace_id = ${workspaceId} and run_id = ${runId} and pending > ${DROPPED}
    group by 1`;
  const counts: StepCounts = {};
  for (const row of rows) {
    counts[row.state] = row.count;
    if (row.state === "cancelled") counts.stopped = row.begun;
  }
  if (counts.waiting_spend) {
    const [stopped] = await tx.$queryRaw<{ message: string }[]>`
      select error->>'message' as message from step_runs
      where workspace_id = ${workspaceId} and run_id = ${runId} and status = 'waiting' and waiting_for = 'spend'
        and error is not null
      order by step_id limit 1`;
    if (stopped) counts.capped = stopped.message;
  }
  return counts;
}
