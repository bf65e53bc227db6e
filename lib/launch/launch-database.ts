import pg from "pg";
import { migrate } from "#lib/db/migrate.ts";
import {
  readDatabasePort,
  writeDatabasePort,
  type DataDirectory,
  type Secrets,
} from "#lib/launch/data-directory.ts";
import { startPostgres, type Postgres } from "#lib/launch/postgres.ts";
import { say, step } from "#lib/launch/progress.ts";
import { restartDelay } from "#lib/launch/supervise.ts";

/** The database a launch works with: its own, or one it was given. */
export type LaunchDatabase = { url: string; close: () => Promise<void> };

const databaseName = "planwright";

/**
 * Opens the database and brings its schema up to date. With DATABASE_URL that is another's, which is neither started nor
 * stopped; otherwise the embedded one, started again whenever it ends unasked.
 * @throws Error when it cannot be reached, started or migrated
 */
export async function openDatabase(
  directory: DataDirectory,
  secrets: Secrets,
  stop: AbortSignal,
): Promise<LaunchDatabase> {
  const given = process.env["DATABASE_URL"];
  const database = given
    ? { url: given, close: async () => {} }
    : await openEmbedded(directory, secrets, stop);
  try {
    stop.throwIfAborted();
    const applied = await migrate(database.url);
    if (applied.length > 0) say(`· Brought the database up to date (${applied.join(", ")})`);
    return database;
  } catch (cause) {
    await database.close();
    throw given ? new Error("The database of DATABASE_URL could not be used.", { cause }) : cause;
  }
}

async function openEmbedded(
  directory: DataDirectory,
  secrets: Secrets,
  stop: AbortSignal,
): Promise<LaunchDatabase> {
  const start = (port: number | undefined, samePort: boolean) =>
    startPostgres({
      directory: directory.path,
      password: secrets.databasePassword,
      logFile: directory.logFile("postgres"),
      ...(port !== undefined && { port }),
      samePort,
    });
  const port = readDatabasePort(directory);
  const first = await step(port === undefined ? "Making the database" : "Starting the database", () =>
    start(port, false),
  );
  if (first.port !== port) writeDatabasePort(directory, first.port);
  const closing = new AbortController();
  const watching = keepRunning(first, () => start(first.port, true), AbortSignal.any([closing.signal, stop]));
  const close = async () => {
    closing.abort();
    await (await watching).stop();
  };
  try {
    await ensureDatabase(first.url("postgres"));
  } catch (cause) {
    await close();
    throw cause;
  }
  return { url: first.url(databaseName), close };
}

/**
 * Starts the server again, more and more slowly, whenever it ends before `stop` fires.
 * @returns the server that runs when it fires (or the last one, when none runs)
 */
async function keepRunning(
  first: Postgres,
  start: () => Promise<Postgres>,
  stop: AbortSignal,
): Promise<Postgres> {
  const stopped = new Promise<void>((resolve) =>
    stop.addEventListener("abort", () => resolve(), { once: true }),
  );
  let server = first;
  let failures = 0;
  for (;;) {
    await Promise.race([server.ended, stopped]);
    if (stop.aborted) return server;
    failures += 1;
    say("! the database ended; starting it again");
    await Promise.race([new Promise((resolve) => setTimeout(resolve, restartDelay(failures))), stopped]);
    if (stop.aborted) return server;
    try {
      server = await start();
      failures = 0;
    } catch (cause) {
      say(`! ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [databaseName]);
    if (rowCount === 0) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}
