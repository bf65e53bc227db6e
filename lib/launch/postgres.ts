import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import pg from "pg";
import { databaseUser, type DatabaseUser } from "#lib/launch/database-user.ts";
import { freePort, portTrouble } from "#lib/launch/free-port.ts";
import { postgresBinaries, type PostgresBinaries } from "#lib/launch/postgres-binaries.ts";
import {
  commandLine,
  endProcess,
  identify,
  waitUntilGone,
  type ProcessIdentity,
} from "#lib/launch/process-identity.ts";

const role = "planwright";

/** What to start: one database server in one directory. */
export type PostgresOptions = {
  /** An existing directory that the server's account can enter; everything is kept below it. */
  directory: string;
  /** The password of the server's only role, which owns everything. */
  password: string;
  /** The port used last time, tried first. */
  port?: number;
  /** Take no other port, for programs that know this one run already. */
  samePort?: boolean;
  logFile: string;
  /** More server settings, such as `{ fsync: "off" }` for a database that is thrown away. */
  settings?: Readonly<Record<string, string>>;
};

/** A running server. */
export type Postgres = {
  port: number;
  identity: ProcessIdentity;
  /** The address of one of its databases. */
  url: (database: string) => string;
  /** Settles when the server has ended, whoever ended it. */
  ended: Promise<void>;
  /** Ends it after it rolled back and closed what is open. */
  stop: () => Promise<void>;
};

/**
 * Starts the embedded Postgres, making its files at the first start and ending a server that an earlier launch left behind.
 * @throws Error with the end of the server's log when it does not come up
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const files = path.join(options.directory, "postgres");
  const user = databaseUser(files);
  const binaries = postgresBinaries(user, options.directory);
  if (!existsSync(path.join(files, "PG_VERSION"))) initialise(binaries, files, options.password, user);
  await endLeftover(files);

  let trouble: unknown;
  // A port can be taken between looking and listening, and after a kill the old server's last processes need a moment.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const preferred = attempt === 0 || options.samePort ? options.port : undefined;
    const taken = preferred === undefined ? null : await portTrouble("127.0.0.1", preferred);
    try {
      if (taken !== null && options.samePort) throw new Error(`Port ${preferred} is taken (${taken}).`);
      const port = taken === null ? preferred : undefined;
      return await startOn(port ?? (await freePort()), binaries, files, user, options);
    } catch (cause) {
      trouble = cause;
      await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** attempt));
    }
  }
  const why = trouble instanceof Error ? trouble.message : String(trouble);
  throw new Error(
    `Postgres did not start: ${why}\nThe end of ${options.logFile}:\n${lastLines(options.logFile)}`,
    { cause: trouble },
  );
}

async function startOn(
  port: number,
  binaries: PostgresBinaries,
  files: string,
  user: DatabaseUser | undefined,
  options: PostgresOptions,
): Promise<Postgres> {
  const settings = {
    port: String(port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const log = openSync(options.logFile, "a", 0o600);
  // A group of its own: Ctrl+C in a terminal must not end the database under the web and the worker.
  const child = spawn(binaries.postgres, ["-D", files, ...flags], {
    ...user,
    cwd: files,
    detached: true,
    stdio: ["ignore", log, log],
    env: { NODE_ENV: process.env.NODE_ENV, TZ: "UTC" },
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const identity = child.pid ? identify(child.pid) : null;
  if (!identity) throw new Error("the server ended at once");
  const url = (database: string) => `postgresql://${role}:${options.password}@127.0.0.1:${port}/${database}`;
  const stop = () => stopServer(identity);
  try {
    await untilReady(child, url("postgres"));
  } catch (cause) {
    await stop();
    throw cause;
  }
  return { port, identity, url, ended, stop };
}

/** SIGINT is Postgres's "fast" shutdown, SIGQUIT its "immediate" one; both go to the postmaster alone, which tells the rest. */
async function stopServer(identity: ProcessIdentity): Promise<void> {
  await endProcess(identity, [
    { signal: "SIGINT", waitMs: 20_000, group: false },
    { signal: "SIGQUIT", waitMs: 5_000, group: false },
  ]);
}

function initialise(
  binaries: PostgresBinaries,
  files: string,
  password: string,
  user: DatabaseUser | undefined,
): void {
  // Made beside its place and then renamed, so that a start cut short leaves nothing half made.
  const unfinished = `${files}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const passwordFile = `${files}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const file of [unfinished, passwordFile]) chownSync(file, user.uid, user.gid);
  // Collation by Postgres's own provider sorts alike on every system; LC_CTYPE must still know UTF-8 for the word parser.
  const locale = process.platform === "darwin" ? "en_US.UTF-8" : "C.UTF-8";
  const done = spawnSync(
    binaries.initdb,
    [
      `--pgdata=${unfinished}`,
      `--username=${role}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      `--locale=${locale}`,
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
    ],
    { ...user, cwd: unfinished, encoding: "utf8" },
  );
  rmSync(passwordFile);
  if (done.status !== 0) {
    throw new Error(
      `The database's files could not be made: ${done.stderr || done.error?.message || `exit code ${done.status}`}`,
    );
  }
  renameSync(unfinished, files);
}

/**
 * Ends a server that still runs on these files, and removes the mark of one that does not: after a restart of the machine its
 * process id may belong to another program, and Postgres would then refuse to start.
 */
async function endLeftover(files: string): Promise<void> {
  const mark = path.join(files, "postmaster.pid");
  if (!existsSync(mark)) return;
  const pid = Number(readFileSync(mark, "utf8").split("\n")[0]);
  const identity = pid > 0 ? identify(pid) : null;
  if (identity && commandLine(pid)?.includes(files)) {
    await stopServer(identity);
    await waitUntilGone(identity, 5_000);
  } else if (identity) {
    rmSync(mark, { force: true });
  }
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error("the server ended while starting");
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on("error", () => {}); // a connection cut while closing says nothing that the next attempt would not
    try {
      await client.connect();
      await client.end();
      return;
    } catch (cause) {
      if (Date.now() > deadline) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function lastLines(file: string): string {
  return existsSync(file)
    ? readFileSync(file, "utf8").trimEnd().split("\n").slice(-12).join("\n")
    : "(no log was written)";
}
