import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import { RunStatus } from "#lib/domain/run.ts";
import { changeRun } from "./change-run.ts";
import { wake } from "./park-step.ts";

const Row = z.object({
  workspaceId: z.string(),
  runId: z.string(),
  stepId: z.string(),
  attempt: z.number(),
  childStatus: RunStatus.nullable(),
});

const AT_ONCE = 200;
const OVER = RunStatus.options.filter(isRunOver);

/**
 * Makes steps ready whose tool waits for a run that is over, or is not there any more. Any number of workers may do this at the same
 * time.
 * @returns how many steps go on
 */
export async function sweepParked(db: Db): Promise<number> {
  const rows = await db.$queryRaw`
    select s.workspace_id as "workspaceId", s.run_id as "runId", s.step_id as "stepId", s.attempt, child.status as "childStatus"
    from step_runs s
    join attempts a on a.workspace_id = s.workspace_id and a.run_id = s.run_id and a.step_id = s.step_id and a.attempt = s.attempt
    left join runs child on child.workspace_id = s.workspace_id and child.id = a.parked->'awaits'->>'runId'
    where s.status = 'waiting' and s.waiting_for = 'run' and coalesce(child.status, 'aborted') = any(${OVER}::text[])
    limit ${AT_ONCE}`;
  let woken = 0;
  for (const { workspaceId, runId, stepId, attempt } of z.array(Row).parse(rows)) {
    const went = await changeRun(db, { workspaceId, runId }, (run) =>
      wake(run, "run_over", { stepId, attempt }, "The other run is over"),
    );
    if (went) woken += 1;
  }
  return woken;
}
