import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Db } from "#lib/db/client.ts";
import { type QueueView, WorkerView } from "#lib/domain/worker.ts";
import { runStatusesFor } from "#lib/engine/run-machine.ts";
import { LOCK_IS_HELD } from "./liveness.ts";

/** How long a worker that is gone is still shown, and how many are at most. */
const GONE_MINUTES = 60;
const MOST_WORKERS = 200;
/** Counting further would cost more than it tells. */
const MOST_COUNTED = 20_000;

const time = z.date().transform((date) => date.toISOString());

const Worker = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.number(),
  startedAt: time,
  lastSeenAt: time.nullable(),
  concurrency: z.number(),
  state: WorkerView.shape.state,
  running: z.number(),
});

/** The workers that live, and those that have been gone for less than an hour, with what they carry out of a workspace. */
export async function workerViews(db: Db, workspaceId: string): Promise<WorkerView[]> {
  const rows = await db.$queryRaw`
    with seen as (
      select w.*, ${Prisma.raw(LOCK_IS_HELD)} as alive from workers w
      where w.started_at > now() - interval '30 days' or ${Prisma.raw(LOCK_IS_HELD)}
    )
    select w.id, w.host, w.pid, w.started_at as "startedAt", coalesce(w.stopped_at, w.last_seen_at) as "lastSeenAt",
      w.concurrency,
      case when w.stopped_at is not null then 'stopped' when w.alive then 'alive' else 'lost' end as state,
      (select count(*)::int from step_runs s
        where s.workspace_id = ${workspaceId} and s.status = 'running' and s.locked_by = w.id) as running
    from seen w
    where (w.alive and w.stopped_at is null)
      or coalesce(w.stopped_at, w.last_seen_at, w.started_at) > now() - make_interval(mins => ${GONE_MINUTES}::int)
    order by w.alive desc, w.started_at desc, w.id
    limit ${MOST_WORKERS}`;
  return z.array(Worker).parse(rows);
}

const Oldest = z
  .object({
    runId: z.string(),
    runNumber: z.number(),
    stepId: z.string(),
    title: z.string(),
    since: z.string(),
  })
  .nullable();

/** The steps of a workspace that could start now if a worker were free. */
export async function queueView(db: Db, workspaceId: string): Promise<QueueView> {
  const open = runStatusesFor("claim");
  // The title is looked up of the one step only: of ten thousand it took 200 ms.
  const [row] = await db.$queryRaw<{ steps: number; oldest: unknown }[]>`
    with ready as materialized (${ready(Prisma.sql`s.workspace_id = ${workspaceId}`, open)}), first as materialized (
      select * from ready order by ready_at, run_id, step_id limit 1
    )
    select (select count(*)::int from ready) as steps, (
      select jsonb_build_object('runId', first.run_id, 'runNumber', r.number, 'stepId', first.step_id,
        'title', s.step->>'title', 'since', first.ready_at)
      from first
      join runs r on r.workspace_id = ${workspaceId} and r.id = first.run_id
      join step_runs s on s.workspace_id = ${workspaceId} and s.run_id = first.run_id and s.step_id = first.step_id
    ) as oldest`;
  return { steps: row?.steps ?? 0, most: MOST_COUNTED, oldest: Oldest.parse(row?.oldest ?? null) };
}

/** How many steps of all workspaces are ready (no further than {@link QueueView}'s `most`) and how many run. */
export async function loadInAll(db: Db): Promise<{ ready: number; running: number }> {
  const [row] = await db.$queryRaw<{ ready: number; running: number }[]>`
    select (select count(*)::int from (${ready(Prisma.sql`true`, runStatusesFor("claim"))}) as ready) as ready,
      (select count(*)::int from step_runs s where s.status = 'running') as running`;
  return row ?? { ready: 0, running: 0 };
}

/** Reads nothing but the index of what is ready. */
function ready(where: Prisma.Sql, open: readonly string[]): Prisma.Sql {
  return Prisma.sql`
    select s.run_id, s.step_id, s.ready_at from step_runs s
    join runs r on r.workspace_id = s.workspace_id and r.id = s.run_id and r.status = any(${open}::text[])
    where s.status = 'ready' and s.ready_at <= clock_timestamp() and ${where}
    limit ${MOST_COUNTED}`;
}
