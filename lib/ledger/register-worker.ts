import { randomBytes } from "node:crypto";
import type { Client } from "pg";
import { LOCK_IS_HELD } from "./liveness.ts";

/**
 * Makes a worker known: takes its session advisory lock on the given connection, then writes its row (in this order, so that
 * nobody finds the row and a free lock), and clears away workers that have long been gone. The worker counts as alive for as long as this connection lasts.
 */
export async function registerWorker(
  client: Client,
  worker: { id: string; host: string; pid: number; concurrency: number },
): Promise<void> {
  // 62 random bits: positive as a bigint, and no two workers meet.
  const lockKey = randomBytes(8).readBigUInt64BE() >> 2n;
  await client.query("select pg_advisory_lock($1::bigint)", [lockKey.toString()]);
  await client.query(
    `insert into workers (id, lock_key, host, pid, concurrency, last_seen_at)
    values ($1, $2::bigint, $3, $4, $5, clock_timestamp())`,
    [worker.id, lockKey.toString(), worker.host, worker.pid, worker.concurrency],
  );
  // Nobody else clears away the dead; their steps and jobs were taken back long ago.
  await client.query(`
    delete from workers w where w.started_at < now() - interval '30 days' and not ${LOCK_IS_HELD}`);
}

/** Notes that a worker works, and tells it the time by the database's clock, in milliseconds. */
export async function seeWorker(client: Client, workerId: string): Promise<number> {
  const { rows } = await client.query<{ now: number }>(
    `update workers set last_seen_at = clock_timestamp() where id = $1
    returning (extract(epoch from clock_timestamp()) * 1000)::float8 as now`,
    [workerId],
  );
  const [row] = rows;
  if (!row) throw new Error("This worker's row is gone.");
  return row.now;
}

/** Notes that a worker stopped of its own accord. */
export async function signOffWorker(client: Client, workerId: string): Promise<void> {
  await client.query("update workers set stopped_at = clock_timestamp() where id = $1", [workerId]);
}
