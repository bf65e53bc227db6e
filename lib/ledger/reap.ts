import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Db } from "#lib/db/client.ts";
import { changeRun } from "./change-run.ts";
import type { StepToken } from "./keys.ts";
import { LOCK_IS_HELD } from "./liveness.ts";
import { loseStep } from "./lose-step.ts";

const Orphan = z.object({
  workspaceId: z.string(),
  runId: z.string(),
  stepId: z.string(),
  attempt: z.number(),
  workerId: z.string(),
  died: z.boolean(),
});

/**
 * Takes back the running steps whose worker is gone: its advisory lock is free (it died; this shows at once), or the step's
 * lease ran out (it is stopped or cut off, but its connection stands). Any number of workers may do this at the same time.
 * @returns how many steps were taken back
 */
export async function reap(db: Db): Promise<number> {
  const rows = await db.$queryRaw`
    with alive as (
      select w.id from workers w where ${Prisma.raw(LOCK_IS_HELD)}
    )
    select s.workspace_id as "workspaceId", s.run_id as "runId", s.step_id as "stepId", s.attempt,
      s.locked_by as "workerId", not exists (select from alive where alive.id = s.locked_by) as died
    from step_runs s
    where s.status = 'running' and s.locked_by is not null
      and (s.lease_until < clock_timestamp() or not exists (select from alive where alive.id = s.locked_by))
    order by s.workspace_id, s.run_id, s.step_id
    limit 200`;
  let taken = 0;
  for (const { died, ...token } of z.array(Orphan).parse(rows)) {
    if (await takeBack(db, token, died)) taken++;
  }
  return taken;
}

async function takeBack(db: Db, token: StepToken, died: boolean): Promise<boolean> {
  const why = died ? "The worker that ran this died." : "The worker that ran this stopped answering.";
  return changeRun(db, token, async (run) => {
    // Between the look and this lock the worker may have prolonged its lease.
    const [still] = await run.tx.$queryRaw<{ expired: boolean }[]>`
      select lease_until < clock_timestamp() as expired from step_runs
      where workspace_id = ${token.workspaceId} and run_id = ${token.runId} and step_id = ${token.stepId}`;
    if (!died && still?.expired !== true) return false;
    return loseStep(run, token, why, true);
  });
}
