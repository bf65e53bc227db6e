import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import { RunStatus } from "#lib/domain/run.ts";
import { abortRun } from "./abort-run.ts";

const Row = z.object({ workspaceId: z.string(), runId: z.string() });

const AT_ONCE = 200;
const SETTLED = RunStatus.options.filter((status) => isRunOver(status) || status === "aborting");

/**
 * Aborts runs that were started as a part of a step which no longer wants them: its run was aborted, or a person skipped it. Any number
 * of workers may do this at the same time.
 * @returns how many were aborted
 */
export async function sweepOrphans(db: Db): Promise<number> {
  const rows = await db.$queryRaw`
    select r.workspace_id as "workspaceId", r.id as "runId" from runs r
    where r.parent_run is not null and r.status not in ('succeeded', 'failed', 'aborted')
      and r.status <> all(${SETTLED}::text[])
      and not exists (
        select from step_runs s
        where s.workspace_id = r.workspace_id and s.run_id = r.parent_run and s.step_id = r.parent_step
          and s.status in ('ready', 'running', 'waiting'))
    limit ${AT_ONCE}`;
  let aborted = 0;
  for (const key of z.array(Row).parse(rows)) {
    const { applied } = await abortRun(db, key, "The step that had started it");
    if (applied) aborted += 1;
  }
  return aborted;
}
