import type { Tx } from "#lib/db/client.ts";
import type { AttemptStatus, StepError } from "#lib/domain/run.ts";
import type { StepToken } from "./keys.ts";
import { storable } from "./stored.ts";

/**
 * Writes how an attempt ended, before its step's row forgets when it began. One that was thought unknown can still be settled; any
 * other end is final.
 * @param token without its worker, the one that the step's row names
 */
export async function endAttempt(
  tx: Tx,
  token: Omit<StepToken, "workerId"> & { workerId?: string },
  status: AttemptStatus,
  error: StepError | null,
): Promise<void> {
  await tx.$executeRaw`
    insert into attempts as a (workspace_id, run_id, step_id, attempt, status, worker_id, started_at, finished_at, error)
    select s.workspace_id, s.run_id, s.step_id, s.attempt, ${status}, coalesce(${token.workerId ?? null}, s.locked_by),
      coalesce(s.started_at, clock_timestamp()), clock_timestamp(), ${error && storable(error)}::jsonb
    from step_runs s
    where s.workspace_id = ${token.workspaceId} and s.run_id = ${token.runId} and s.step_id = ${token.stepId}
      and s.attempt = ${token.attempt}
    on conflict (workspace_id, run_id, step_id, attempt) do update
    set status = excluded.status, error = excluded.error, finished_at = excluded.finished_at
    where a.status = 'unknown'`;
}
