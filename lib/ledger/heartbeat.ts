import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { RunStatus } from "#lib/domain/run.ts";
import type { StepToken } from "./keys.ts";

/** What a worker learns of a step it holds. A token that is not answered is lost. */
export type Held = { runId: string; stepId: string; attempt: number; runStatus: RunStatus };

/**
 * Prolongs the leases of a worker's steps, and tells it how their runs stand, which is how it hears of an abort. A step whose
 * outcome became unknown meanwhile still counts as held: the late result of a stopped process settles it.
 */
export async function heartbeat(
  db: Db,
  workerId: string,
  tokens: readonly StepToken[],
  leaseSeconds: number,
): Promise<Held[]> {
  if (tokens.length === 0) return [];
  const rows = await db.$queryRaw`
    with beating as (
      select s.workspace_id, s.run_id, s.step_id
      from jsonb_to_recordset(${JSON.stringify(tokens)}::jsonb)
        as token("workspaceId" text, "runId" text, "stepId" text, attempt int)
      join step_runs s on s.workspace_id = token."workspaceId" and s.run_id = token."runId" and s.step_id = token."stepId"
        and s.attempt = token.attempt
      where s.locked_by = ${workerId} and (s.status = 'running' or s.waiting_for = 'decision')
      order by s.run_id, s.step_id
      for update of s
    )
    update step_runs s set lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8)
    from beating join runs r on r.workspace_id = beating.workspace_id and r.id = beating.run_id
    where s.workspace_id = beating.workspace_id and s.run_id = beating.run_id and s.step_id = beating.step_id
    returning s.run_id as "runId", s.step_id as "stepId", s.attempt, r.status as "runStatus"`;
  return z
    .array(z.object({ runId: z.string(), stepId: z.string(), attempt: z.number(), runStatus: RunStatus }))
    .parse(rows);
}
