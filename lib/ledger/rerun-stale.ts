import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { nextRunStatus } from "#lib/engine/run-machine.ts";
import { chooseRedo } from "#lib/engine/stale-steps.ts";
import type { OpenRun } from "./change-run.ts";
import { DROPPED, permits } from "./conditions.ts";
import { changeRunOnce, type KeyedRequest } from "./idempotent.ts";
import { keepResults } from "./keep-results.ts";
import type { RunKey } from "./keys.ts";
import { storable } from "./stored.ts";
import { usingSteps } from "./using-steps.ts";

/** What came of it: which steps are done again, and which stale ones stay as they are and why; or that nothing could be. */
export const Rerun = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("rerun"),
    redone: z.array(z.string()),
    kept: z.array(z.object({ stepId: z.string(), why: z.enum(["once", "nothing_new"]) })),
  }),
  z.object({ kind: z.literal("refused"), why: z.literal("aborted") }),
]);
export type Rerun = z.infer<typeof Rerun>;

/**
 * Has stale steps that are finished done again, each when those before it are; what waits behind them waits on. A run that was
 * over goes on. Steps that are running finish and stay stale.
 * @param wish.onceTools the tools whose calls must not be repeated unasked
 * @param by who asked, for the steps' notes
 * @param request the key under which this is done once; null: as often as it is asked
 */
export async function rerunStale(
  db: Db,
  key: RunKey,
  wish: { only?: readonly string[]; includeOnce: boolean; onceTools: readonly string[] },
  by: string,
  request: KeyedRequest | null,
): Promise<Rerun> {
  return changeRunOnce(db, key, request, Rerun, (run) => rerunOpenStale(run, wish, by));
}

/** {@link rerunStale} within a change of the run. */
export async function rerunOpenStale(
  run: OpenRun,
  wish: { only?: readonly string[]; includeOnce: boolean; onceTools: readonly string[] },
  by: string,
): Promise<Rerun> {
  if (run.status === "aborting" || run.status === "aborted") return { kind: "refused", why: "aborted" };
  const { steps, uses } = await usingSteps(run, wish.onceTools);
  const { redone, stillStale, kept } = chooseRedo(steps, uses, {
    includeOnce: wish.includeOnce,
    ...(wish.only && { only: new Set(wish.only) }),
  });
  if (redone.length > 0) {
    await keepResults(run, redone);
    await reset(run, redone, stillStale, by);
    await holdBack(run);
    for (const stepId of redone) run.stepChanged(stepId, "Will be done again");
    const next = nextRunStatus(run.status, "rerun");
    const count = redone.length === 1 ? "1 step" : `${redone.length} steps`;
    if (next) await run.setStatus(next, `${by} had ${count} done again.`);
  }
  return { kind: "rerun", redone: redone.toSorted(), kept };
}

/** They begin from nothing, but for their attempt numbers; the items of a map leave the run until it finds its list again. */
async function reset(
  { tx, workspaceId, runId }: OpenRun,
  redone: readonly string[],
  stillStale: readonly string[],
  by: string,
): Promise<void> {
  await tx.$executeRaw`
    update step_runs s
    set status = 'blocked', pending = 0, ready_at = null, wake_at = null, waiting_for = null, failures = 0, worker_deaths = 0,
      locked_by = null, lease_until = null, tool = null, fallback = null, input = null, output = null, summary = null,
      error = null, skip_cause = null, items_total = null, repeats = 0, missing = null, result_key = null, reused = null,
      corrected = null, slow = false, slow_at = null, avoid_worker = null, started_at = null, finished_at = null,
      stale = s.step_id = any(${stillStale}::text[]),
      notes = s.notes || ${storable([`${by} had this step done again, because what it had read was put right.`])}::jsonb
    where s.workspace_id = ${workspaceId} and s.run_id = ${runId} and s.step_id = any(${redone}::text[])
      and ${permits("rerun")}`;
  await tx.$executeRaw`
    update step_runs set pending = ${DROPPED}
    where workspace_id = ${workspaceId} and run_id = ${runId} and map_step = any(${redone}::text[])`;
}

/** Counts anew what every step that has not begun waits for: those that wait for nothing are ready, the others blocked. */
async function holdBack(run: OpenRun): Promise<void> {
  const { tx, workspaceId, runId } = run;
  const rows = await tx.$queryRaw<{ step_id: string; status: string }[]>`
    with waiting as (
      select s.step_id, s.status, (
        select count(*)::int from step_dependencies d
        join step_runs f on f.workspace_id = d.workspace_id and f.run_id = d.run_id and f.step_id = d.from_step
        where d.workspace_id = s.workspace_id and d.run_id = s.run_id and d.to_step = s.step_id
          and f.status not in ('succeeded', 'skipped')) as open
      from step_runs s
      where s.workspace_id = ${workspaceId} and s.run_id = ${runId} and s.pending > ${DROPPED}
        and s.map_step is null and s.undoes is null
        and (s.status in ('blocked', 'ready') or (s.status = 'waiting' and s.waiting_for = 'timer'))
    )
    update step_runs s
    set pending = w.open,
      status = case when w.open > 0 then 'blocked' when w.status = 'blocked' then 'ready' else s.status end,
      ready_at = case when w.open > 0 then null when w.status = 'blocked' then clock_timestamp() else s.ready_at end,
      waiting_for = case when w.open = 0 then s.waiting_for end, wake_at = case when w.open = 0 then s.wake_at end
    from waiting w
    where s.workspace_id = ${workspaceId} and s.run_id = ${runId} and s.step_id = w.step_id
      and (s.pending <> w.open or s.status = 'blocked' and w.open = 0 or s.status <> 'blocked' and w.open > 0)
    returning s.step_id, s.status`;
  for (const row of rows) run.stepChanged(row.step_id, row.status === "ready" ? "Ready" : "Waits again");
}
