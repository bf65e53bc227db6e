import type pg from "pg";
import { z } from "zod";
import { RunStatus } from "#lib/domain/run.ts";
import type { StepToken } from "./keys.ts";

/** Why a worker is to stop a step that takes too long: for another worker, or for the step's next tool. */
export const StopFor = z.enum(["retry_elsewhere", "fall_back"]);
export type StopFor = z.infer<typeof StopFor>;

const Row = z.object({
  runId: z.string(),
  stepId: z.string(),
  attempt: z.number(),
  runStatus: RunStatus,
  stopFor: StopFor.nullable(),
});

/** What a worker learns of a step it holds. A token that is not answered is lost. */
export type Held = z.infer<typeof Row>;

/** The part of a lease that has to be left when a heartbeat does not prolong it yet. */
const FRESH = 0.75;

/**
 * Tells a worker how the steps it holds stand, which is how it hears of an abort, and prolongs their leases where a good part has
 * passed: it may be asked every second and writes seldom. Rows that somebody else has locked are prolonged another time, so that
 * it waits for nobody. A step whose outcome became unknown meanwhile still counts as held: the late result of a stopped
 * process settles it.
 * @param connection one that nothing long runs on, such as the worker's own
 */
export async function heartbeat(
  connection: Pick<pg.ClientBase, "query">,
  workerId: string,
  tokens: readonly StepToken[],
  leaseSeconds: number,
): Promise<Held[]> {
  if (tokens.length === 0) return [];
  const { rows } = await connection.query<Record<string, unknown>>(
    // `offset 0` keeps each look-up one by its whole key: joined otherwise, every step of the run was read (58 ms a beat at 1,000).
    `with held as (
      select s.workspace_id, s.run_id, s.step_id, s.attempt, s.stop_for, s.lease_until, r.status
      from jsonb_to_recordset($1::jsonb) as token("workspaceId" text, "runId" text, "stepId" text, attempt int)
      cross join lateral (
        select * from step_runs s
        where s.workspace_id = token."workspaceId" and s.run_id = token."runId" and s.step_id = token."stepId" offset 0) as s
      cross join lateral (
        select r.status from runs r where r.workspace_id = s.workspace_id and r.id = s.run_id offset 0) as r
      where s.attempt = token.attempt and s.locked_by = $2 and (s.status = 'running' or s.waiting_for = 'decision')
    ), due as (
      select s.workspace_id, s.run_id, s.step_id
      from step_runs s join held using (workspace_id, run_id, step_id, attempt)
      where s.locked_by = $2 and s.status = 'running'
        and held.lease_until < clock_timestamp() + make_interval(secs => $3::float8 * ${FRESH})
      order by s.workspace_id, s.run_id, s.step_id
      for no key update of s skip locked
    ), prolonged as (
      update step_runs s set lease_until = clock_timestamp() + make_interval(secs => $3::float8)
      from due
      where s.workspace_id = due.workspace_id and s.run_id = due.run_id and s.step_id = due.step_id
    )
    select run_id as "runId", step_id as "stepId", attempt, status as "runStatus", stop_for as "stopFor" from held`,
    [JSON.stringify(tokens), workerId, leaseSeconds],
  );
  return z.array(Row).parse(rows);
}
