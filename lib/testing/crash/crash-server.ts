import { randomBytes } from "node:crypto";
import pg from "pg";
import { migrate } from "#lib/db/migrate.ts";
import { startPostgres } from "#lib/launch/postgres.ts";

/** The database under test. */
export type CrashServer = {
  url: string;
  /** Kills the server without a word and starts it again on the same data; null when it is not ours to kill. */
  killAndRestart: (() => Promise<void>) | null;
  close: () => Promise<void>;
};

/** A server that the test itself started. */
export type OwnServer = CrashServer & {
  /** Kills it, with all its processes, without a word. */
  kill: () => Promise<void>;
  /** Starts it again on the same data. */
  start: () => Promise<void>;
};

/**
 * A server of the test's own, with the durability that an installation has.
 * @param options.directory what its account can enter; its files are kept there
 */
export async function ownServer(options: { directory: string; logFile: string }): Promise<OwnServer> {
  const settings = { ...options, password: randomBytes(16).toString("hex") };
  let server = await startPostgres(settings);
  const name = "crash";
  await administer(server.url("postgres"), `create database ${name}`);
  const url = server.url(name);
  await migrate(url);
  const kill = async () => {
    process.kill(-server.identity.pid, "SIGKILL");
    await server.ended;
  };
  const start = async () => {
    server = await startPostgres({ ...settings, port: server.port, samePort: true });
  };
  return {
    url,
    kill,
    start,
    killAndRestart: async () => {
      await kill();
      await start();
    },
    close: () => server.stop(),
  };
}

/** A database of its own on a server that somebody else runs, gone afterwards. */
export async function givenServer(adminUrl: string): Promise<CrashServer> {
  const name = `planwright_crash_${randomBytes(6).toString("hex")}`;
  await administer(adminUrl, `create database ${name}`);
  const address = new URL(adminUrl);
  address.pathname = `/${name}`;
  const url = address.toString();
  await migrate(url);
  return {
    url,
    killAndRestart: null,
    close: () => administer(adminUrl, `drop database ${name} with (force)`),
  };
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
