import { z } from "zod";
import type { Db, Tx } from "#lib/db/client.ts";
import type { EventBody } from "#lib/domain/event.ts";
import { Json } from "#lib/domain/json.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import { Step } from "#lib/domain/step.ts";
import { runStatusesFor } from "#lib/engine/run-machine.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { permits } from "./conditions.ts";
import { runTopic, type StepToken } from "./keys.ts";
import { stepViews } from "./step-views.ts";
import { LEDGER_TRANSACTION } from "./transaction.ts";

/** A step that a worker has taken: its token and its definition. */
export type ClaimedStep = StepToken & {
  step: Step;
  item: { index: number; value: Json } | null;
  missing: string[];
};

const Claimed = z.object({
  workspace_id: z.string(),
  run_id: z.string(),
  step_id: z.string(),
  attempt: z.number(),
  step: Step,
  item: z.number().nullable(),
  item_value: Json.nullable(),
  missing: z.array(z.string()).nullable(),
  run_started_at: z.date().nullable(),
});
const Answer = z.object({ claimed: z.array(z.unknown()), skipped: z.boolean() });

/**
 * Takes up to `limit` steps that may start now, each with a new fencing token, a lease by the database's clock, an attempt
 * row and an event.
 * @returns the steps, and whether a run was skipped because another transaction had it locked: then look again at once
 */
export async function claimSteps(
  db: Db,
  { workerId, limit, leaseSeconds }: { workerId: string; limit: number; leaseSeconds: number },
): Promise<{ steps: ClaimedStep[]; skipped: boolean }> {
  const { answer, steps } = await db.$transaction(async (tx) => {
    const answer = await claim(tx, workerId, limit, leaseSeconds);
    const steps = answer.claimed.map((row) => Claimed.parse(row));
    await appendClaimEvents(tx, steps);
    return { answer, steps };
  }, LEDGER_TRANSACTION);
  for (const row of steps) announce(db, row.workspace_id, [runTopic(row.run_id)]);
  return {
    skipped: answer.skipped,
    steps: steps.map((row) => ({
      workspaceId: row.workspace_id,
      runId: row.run_id,
      stepId: row.step_id,
      attempt: row.attempt,
      workerId,
      step: row.step,
      item: row.item === null ? null : { index: row.item, value: restoreUnstorable(row.item_value) },
      missing: row.missing ?? [],
    })),
  };
}

/**
 * One statement. `turn` is what makes it fair: a step's place in its run and, added to what the workspace already has
 * running, in its workspace; the lowest turns go first, so ten thousand ready steps of one workspace stand behind the first
 * of another. Run rows are locked before step rows (the lock order) and both are skipped when locked, so claims never wait.
 * Postgres checks a row's conditions again after locking it; that is what keeps two claims from taking one step.
 */
async function claim(tx: Tx, workerId: string, limit: number, leaseSeconds: number) {
  const open = runStatusesFor("claim");
  const rows = await tx.$queryRaw`
    with ready as (
      select s.workspace_id, s.run_id, s.step_id, s.ready_at,
        row_number() over (partition by s.workspace_id, s.run_id order by s.ready_at, s.step_id) as in_run
      from step_runs s
      join runs r on r.workspace_id = s.workspace_id and r.id = s.run_id and r.status = any(${open}::text[])
      where s.status in ('ready', 'waiting') and s.ready_at <= clock_timestamp() and ${permits("claim")}
    ), busy as (
      select workspace_id, count(*) as running from step_runs where status = 'running' group by workspace_id
    ), queue as (
      select ready.*, coalesce(busy.running, 0)
        + row_number() over (partition by workspace_id order by in_run, ready_at, run_id, step_id) as turn
      from ready left join busy using (workspace_id)
    ), picked as (
      select * from queue order by turn, ready_at, run_id, step_id limit ${limit}
    ), open_runs as (
      select workspace_id, id as run_id, started_at from runs
      where (workspace_id, id) in (select workspace_id, run_id from picked) and status = any(${open}::text[])
      order by workspace_id, id
      for no key update skip locked
    ), mine as (
      select s.workspace_id, s.run_id, s.step_id
      from step_runs s
      join open_runs using (workspace_id, run_id)
      where (s.workspace_id, s.run_id, s.step_id) in (select workspace_id, run_id, step_id from picked)
        and s.ready_at <= clock_timestamp() and ${permits("claim")}
      order by s.workspace_id, s.run_id, s.step_id
      for update of s skip locked
    ), claimed as (
      update step_runs s
      set status = 'running', attempt = s.attempt + 1, locked_by = ${workerId},
        lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8),
        ready_at = null, wake_at = null, waiting_for = null, error = null, tool = null, fallback = null, summary = null,
        started_at = clock_timestamp(), finished_at = null
      from mine
      where s.workspace_id = mine.workspace_id and s.run_id = mine.run_id and s.step_id = mine.step_id
      returning s.workspace_id, s.run_id, s.step_id, s.attempt, s.step, s.item, s.item_value, s.missing
    ), started as (
      update runs r set status = 'running', started_at = clock_timestamp()
      from open_runs
      where r.workspace_id = open_runs.workspace_id and r.id = open_runs.run_id and open_runs.started_at is null
        and exists (select from claimed where claimed.run_id = r.id and claimed.workspace_id = r.workspace_id)
      returning r.workspace_id, r.id as run_id, r.started_at
    ), tries as (
      insert into attempts (workspace_id, run_id, step_id, attempt, status, worker_id, started_at)
      select workspace_id, run_id, step_id, attempt, 'running', ${workerId}, clock_timestamp() from claimed
    )
    select claimed.*, started.started_at as run_started_at,
      (select count(distinct (workspace_id, run_id)) from picked) > (select count(*) from open_runs) as skipped
    from (select 1) as always
    left join claimed on true
    left join started using (workspace_id, run_id)`;
  const found = z
    .array(z.looseObject({ workspace_id: z.string().nullable(), skipped: z.boolean() }))
    .parse(rows);
  return Answer.parse({
    claimed: found.filter((row) => row.workspace_id !== null),
    skipped: found.some((row) => row.skipped),
  });
}

async function appendClaimEvents(tx: Tx, steps: readonly z.infer<typeof Claimed>[]): Promise<void> {
  const byRun = Map.groupBy(steps, (row) => row.run_id);
  // Topics in alphabetical order, as everywhere, so that two claims cannot wait for each other.
  for (const runId of [...byRun.keys()].toSorted()) {
    const rows = byRun.get(runId) ?? [];
    const workspaceId = rows[0]?.workspace_id ?? "";
    const startedAt = rows[0]?.run_started_at?.toISOString();
    const views = await stepViews(
      tx,
      { workspaceId, runId },
      rows.map((row) => row.step_id),
    );
    const bodies: EventBody[] = views.map((step) => ({
      type: "step.changed",
      step,
      what: step.attempt === 1 ? "Started" : `Started attempt ${step.attempt}`,
    }));
    if (startedAt) {
      bodies.unshift({ type: "run.status", status: "running", reason: null, startedAt, finishedAt: null });
    }
    await appendEvents(tx, { workspaceId, topic: runTopic(runId), bodies });
  }
}
