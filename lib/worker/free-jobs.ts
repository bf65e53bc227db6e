import { Prisma } from "#lib/db/generated/client.ts";
import type { Db } from "#lib/db/client.ts";
import { LOCK_IS_HELD } from "#lib/ledger/liveness.ts";

/**
 * Frees the background jobs of workers that died; graphile-worker by itself would keep them locked for four hours. A worker is
 * alive while the advisory lock of its row is held; its job runners' ids begin with its own.
 * @returns how many runners' jobs were freed
 */
export async function freeJobs(db: Db): Promise<number> {
  const rows = await db.$queryRaw<{ locked_by: string }[]>`
    select distinct job.locked_by
    from graphile_worker._private_jobs job
    join workers w on w.id = split_part(job.locked_by, '-', 1)
    where job.locked_by is not null and not ${Prisma.raw(LOCK_IS_HELD)}`;
  if (rows.length === 0) return 0;
  await db.$executeRaw`
    select graphile_worker.force_unlock_workers(${rows.map((row) => row.locked_by)}::text[])`;
  await db.$executeRaw`select pg_notify('jobs:insert', '{"r":0,"count":1}')`;
  return rows.length;
}
