import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Db } from "#lib/db/client.ts";
import { changeRun, type OpenRun } from "./change-run.ts";
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
type Orphan = z.infer<typeof Orphan>;

/** How many runs are seen to at the same time: each is a transaction of many short statements, which mostly waits. */
const AT_ONCE = 3;

/**
 * Takes back the running steps whose worker is gone: its advisory lock is free (it died; this shows at once), or the step's
 * lease ran out (it is stopped or cut off, but its connection stands). Any number of workers may do this at the same time; each
 * begins with another run, so that they share the work rather than wait for each other.
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
  const runs = [...Map.groupBy(z.array(Orphan).parse(rows), (orphan) => orphan.runId).values()];
  const first = Math.floor(Math.random() * runs.length);
  const queue = [...runs.slice(first), ...runs.slice(0, first)].values();
  const take = async () => {
    let taken = 0;
    for (const orphans of queue) taken += await takeBack(db, orphans);
    return taken;
  };
  // Whoever waits for this must find nothing of it under way afterwards, also when a part of it failed.
  const outcomes = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, runs.length) }, take));
  return outcomes.reduce((sum, outcome) => {
    if (outcome.status === "rejected") throw outcome.reason;
    return sum + outcome.value;
  }, 0);
}

/** Takes back the steps of one run in one transaction. */
async function takeBack(db: Db, orphans: readonly Orphan[]): Promise<number> {
  const [key] = orphans;
  if (!key) return 0;
  return changeRun(db, key, async (run) => {
    let taken = 0;
    for (const { died, ...token } of orphans) {
      const why = died ? "The worker that ran this died." : "The worker that ran this stopped answering.";
      if (!died && !(await hasExpired(run, token))) continue;
      if (await loseStep(run, token, why, true)) taken++;
    }
    return taken;
  });
}

/** Between the look and the run's lock the worker may have prolonged its lease. */
async function hasExpired(run: OpenRun, token: StepToken): Promise<boolean> {
  const [row] = await run.tx.$queryRaw<{ expired: boolean }[]>`
    select lease_until < clock_timestamp() as expired from step_runs
    where workspace_id = ${token.workspaceId} and run_id = ${token.runId} and step_id = ${token.stepId}`;
  return row?.expired === true;
}
