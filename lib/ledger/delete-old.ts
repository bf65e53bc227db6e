import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Db } from "#lib/db/client.ts";
import { runTopic, type RunKey } from "./keys.ts";
import { LOCK_IS_HELD } from "./liveness.ts";
import { LEDGER_TRANSACTION } from "./transaction.ts";

/** Rows of events that one transaction deletes. Parts of large values are up to 64 k characters each, so of them fewer. */
const EVENTS_AT_ONCE = 5_000;
const PARTS_AT_ONCE = 200;
/** How many runs one look finds. */
const RUNS_AT_ONCE = 200;

/** Ended runs whose events and large values are older than their workspace keeps them, the first of each workspace. */
export async function runsToPrune(db: Db): Promise<RunKey[]> {
  const rows = await db.$queryRaw`
    select r.workspace_id as "workspaceId", r.id as "runId"
    from workspaces w
    cross join lateral (
      select workspace_id, id from runs
      where workspace_id = w.id and finished_at is not null and (pruned_at is null or pruned_at < finished_at)
        and finished_at < now() - make_interval(days => (w.run_settings->>'retentionDays')::int)
      order by finished_at
      limit ${RUNS_AT_ONCE}
    ) r
    where w.run_settings->>'retentionDays' is not null
    limit ${RUNS_AT_ONCE}`;
  return z.array(z.object({ workspaceId: z.string(), runId: z.string() })).parse(rows);
}

/**
 * Deletes some of an ended run's events and large values, in one transaction. The topic keeps its last sequence number, so what a
 * reopened run appends goes on from there. A run that somebody changes at the moment is left for another time.
 * @returns how many rows went, and whether there may be more
 */
export async function pruneRun(
  db: Db,
  { workspaceId, runId }: RunKey,
): Promise<{ deleted: number; more: boolean }> {
  return db.$transaction(async (tx) => {
    const locked = await tx.$queryRaw<unknown[]>`
      select 1 as one from runs r join workspaces w on w.id = r.workspace_id
      where r.workspace_id = ${workspaceId} and r.id = ${runId}
        and r.finished_at < now() - make_interval(days => (w.run_settings->>'retentionDays')::int)
      for no key update of r skip locked`;
    if (locked.length === 0) return { deleted: 0, more: false };
    const parts = await tx.$executeRaw`
      delete from large_values where (workspace_id, run_id, step_id, part_of, part) in (
        select workspace_id, run_id, step_id, part_of, part from large_values
        where workspace_id = ${workspaceId} and run_id = ${runId} limit ${PARTS_AT_ONCE})`;
    const events = await tx.$executeRaw`
      delete from events where workspace_id = ${workspaceId} and topic = ${runTopic(runId)} and seq <= (
        select max(seq) from (
          select seq from events where workspace_id = ${workspaceId} and topic = ${runTopic(runId)}
          order by seq limit ${EVENTS_AT_ONCE}) as oldest)`;
    const more = parts === PARTS_AT_ONCE || events === EVENTS_AT_ONCE;
    if (!more) {
      await tx.$executeRaw`
        update runs set pruned_at = clock_timestamp() where workspace_id = ${workspaceId} and id = ${runId}`;
    }
    return { deleted: parts + events, more };
  }, LEDGER_TRANSACTION);
}

const KEPT_DAYS = { keys: 7, workers: 7, spendTotals: 7, endedLinks: 30 } as const;
const ROWS_AT_ONCE = 5_000;

/** What is of no use after a while in any workspace, a batch at a time. Each gives how many rows went; fewer than ROWS_AT_ONCE: all. */
const CHORES: readonly Prisma.Sql[] = [
  // A request is not sent again after a week.
  Prisma.sql`
    delete from idempotency_keys where (workspace_id, key) in (
      select workspace_id, key from idempotency_keys
      where created_at < now() - make_interval(days => ${KEPT_DAYS.keys}::int) limit ${ROWS_AT_ONCE})`,
  Prisma.sql`
    delete from sign_in_tries where key in (
      select key from sign_in_tries where resets_at < now() limit ${ROWS_AT_ONCE})`,
  // What was told of documents: a page that was not looked at for a day fetches everything anew.
  Prisma.sql`
    delete from events e using (
      select e.workspace_id, e.topic, e.seq from workspaces w
      join events e on e.workspace_id = w.id and e.topic = 'knowledge' and e.created_at < now() - interval '1 day'
      limit ${ROWS_AT_ONCE}
    ) as old
    where e.workspace_id = old.workspace_id and e.topic = old.topic and e.seq = old.seq`,
  // What was spent on days that are over, and in runs that ended long ago: who asks again, because a run was reopened, counts it anew.
  Prisma.sql`
    delete from spend_totals where (workspace_id, scope) in (
      select t.workspace_id, t.scope from spend_totals t
      left join runs r on r.workspace_id = t.workspace_id and r.id = split_part(split_part(t.scope, ':', 2), '/', 1)
      where case when split_part(t.scope, ':', 1) in ('day', 'memberDay')
          then right(t.scope, 10)::date < (now() at time zone 'UTC')::date - 1
          else r.id is null or r.finished_at < now() - make_interval(days => ${KEPT_DAYS.spendTotals}::int) end
      limit ${ROWS_AT_ONCE})`,
  // Links that show nothing any more: who made them can look for a while at how often they were opened, and who ended them.
  Prisma.sql`
    delete from share_links where (workspace_id, id) in (
      select workspace_id, id from share_links
      where least(expires_at, revoked_at) < now() - make_interval(days => ${KEPT_DAYS.endedLinks}::int)
      limit ${ROWS_AT_ONCE})`,
  // Not while a job of it is locked: who frees the jobs of the dead finds them by their workers' rows.
  Prisma.sql`
    delete from workers w
    where coalesce(w.stopped_at, w.last_seen_at, w.started_at) < now() - make_interval(days => ${KEPT_DAYS.workers}::int)
      and not ${Prisma.raw(LOCK_IS_HELD)}
      and not exists (select from graphile_worker._private_jobs job where split_part(job.locked_by, '-', 1) = w.id)`,
];

/**
 * Deletes one batch of each kind of row that is of no use any more: keys of requests, counts of sign-ins, totals of spend, links that
 * have ended, workers long gone.
 * @returns how many rows went, and whether there may be more
 */
export async function deleteUseless(db: Db): Promise<{ deleted: number; more: boolean }> {
  let deleted = 0;
  let more = false;
  for (const chore of CHORES) {
    const count = await db.$executeRaw(chore);
    deleted += count;
    more ||= count >= ROWS_AT_ONCE;
  }
  return { deleted, more };
}
