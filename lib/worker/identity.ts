import { hostname } from "node:os";
import pg from "pg";
import { newId } from "#lib/domain/ids.ts";
import { registerWorker, signOffWorker } from "#lib/ledger/register-worker.ts";

const PING_MS = 5_000;

/** Who a worker is for as long as one connection lasts. */
export type Identity = {
  id: string;
  /** Aborts when the connection, and with it the lock that says the worker lives, is lost. */
  lost: AbortSignal;
  /** Ends the connection; the worker then counts as gone. */
  close: () => Promise<void>;
};

/** Opens a worker's own connection and takes its session advisory lock on it. */
export async function openIdentity(connectionString: string): Promise<Identity> {
  const client = new pg.Client({
    connectionString,
    application_name: "planwright-worker",
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  });
  const lost = new AbortController();
  client.on("error", () => lost.abort());
  client.on("end", () => lost.abort());
  await client.connect();
  const id = newId();
  await registerWorker(client, { id, host: hostname(), pid: process.pid });
  // A connection cut without a word shows only when it is used; until then leases protect the work.
  const ping = setInterval(() => void client.query("select 1").catch(() => lost.abort()), PING_MS).unref();
  return {
    id,
    lost: lost.signal,
    close: async () => {
      clearInterval(ping);
      if (!lost.signal.aborted) await signOffWorker(client, id).catch(() => undefined);
      await client.end().catch(() => undefined);
    },
  };
}
