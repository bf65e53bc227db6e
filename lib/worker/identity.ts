import { hostname } from "node:os";
import pg from "pg";
import { newId } from "#lib/domain/ids.ts";
import { registerWorker, seeWorker, signOffWorker } from "#lib/ledger/register-worker.ts";
import { DatabaseClock } from "./database-clock.ts";

const PING_MS = 5_000;

/** Who a worker is for as long as one connection lasts. */
export type Identity = {
  id: string;
  /** The connection. Heartbeats go over it, so that they wait for no step's work. */
  connection: pg.Client;
  clock: DatabaseClock;
  /** Aborts when the connection, and with it the lock that says the worker lives, is lost. */
  lost: AbortSignal;
  /** Ends the connection; the worker then counts as gone. */
  close: () => Promise<void>;
};

/**
 * Opens a worker's own connection and takes its session advisory lock on it.
 * @param concurrency how many steps it carries out at the same time, for those who look at the workers
 */
export async function openIdentity(connectionString: string, concurrency: number): Promise<Identity> {
  const connection = new pg.Client({
    connectionString,
    application_name: "planwright-worker",
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  });
  const lost = new AbortController();
  connection.on("error", () => lost.abort());
  connection.on("end", () => lost.abort());
  await connection.connect();
  const id = newId();
  const clock = new DatabaseClock();
  const see = async () => {
    const askedAt = performance.now();
    clock.set(await seeWorker(connection, id), askedAt);
  };
  try {
    await registerWorker(connection, { id, host: hostname(), pid: process.pid, concurrency });
    await see();
  } catch (err) {
    await connection.end().catch(() => undefined);
    throw err;
  }
  // A connection cut without a word shows only when it is used; until then leases protect the work.
  const ping = setInterval(() => void see().catch(() => lost.abort()), PING_MS).unref();
  return {
    id,
    connection,
    clock,
    lost: lost.signal,
    close: async () => {
      clearInterval(ping);
      if (!lost.signal.aborted) await signOffWorker(connection, id).catch(() => undefined);
      await connection.end().catch(() => undefined);
    },
  };
}
