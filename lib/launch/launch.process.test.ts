import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { readClaim } from "#lib/launch/claim.ts";
import { openDataDirectory, openSecrets, projectRoot } from "#lib/launch/data-directory.ts";
import { freePort } from "#lib/launch/free-port.ts";
import type { LaunchNote } from "#lib/launch/launch-note.ts";
import { identify, isAlive, type ProcessIdentity } from "#lib/launch/process-identity.ts";
import { temporaryDirectory } from "#lib/launch/temporary-directory.ts";

// The real launcher with the real database, worker and production build, one scene after another on the same data.
const directory = await temporaryDirectory("launch");
const data = openDataDirectory({ PLANWRIGHT_DATA_DIR: directory.path });
const port = await freePort();
const started: ChildProcess[] = [];

/** Long enough for a machine that is busy with something else. */
const patient = { timeout: 120_000 };

type Launch = {
  child: ChildProcess;
  output: () => string;
  said: (words: RegExp) => Promise<void>;
  exit: Promise<number | null>;
};

function start(settings: { port?: number; dataDirectory?: string } = {}): Launch {
  const args = ["lib/launch/start.mjs", "--as-built", "--port", String(settings.port ?? port)];
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    env: {
      ...process.env,
      PLANWRIGHT_DATA_DIR: settings.dataDirectory ?? directory.path,
      DATABASE_URL: "",
      HOST: "",
      NODE_ENV: "production",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let output = "";
  const collect = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const exit = once(child, "close").then(([code]) => code as number | null);
  const said = async (words: RegExp) => {
    await expect.poll(() => words.test(output) || child.exitCode !== null, patient).toBe(true);
    expect(output).toMatch(words);
  };
  return { child, output: () => output, said, exit };
}

const running = (launch: Launch) => launch.said(/Planwright is at/);

function programs(): ProcessIdentity[] {
  return readClaim<LaunchNote>(data.claimFile)?.note.programs ?? [];
}

function postmaster(): ProcessIdentity {
  const pid = Number(
    readFileSync(path.join(directory.path, "postgres/postmaster.pid"), "utf8").split("\n")[0],
  );
  const identity = identify(pid);
  if (!identity) throw new Error("the database does not run");
  return identity;
}

async function query(sql: string): Promise<Array<Record<string, unknown>>> {
  const databasePort = readFileSync(path.join(directory.path, "database-port.json"), "utf8").trim();
  const client = new pg.Client(
    `postgresql://planwright:${openSecrets(data).databasePassword}@127.0.0.1:${databasePort}/planwright`,
  );
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const statusOf = async (place: string) =>
  (await fetch(`http://127.0.0.1:${port}${place}`, { redirect: "manual" })).status;

afterAll(async () => {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGTERM");
    await once(child, "close");
  }
  directory.remove();
});

test("a first start makes the database and serves pages; a second on the same data says so and ends", async () => {
  const first = start();
  await running(first);
  expect(await statusOf("/api/health")).toBe(200);
  const second = start({ port: await freePort() });
  expect(await second.exit).toBe(1);
  expect(second.output()).toMatch(new RegExp(`already runs on this data, at http://127.0.0.1:${port} `));
  expect(second.output()).toContain("PLANWRIGHT_DATA_DIR=");
});

test("a worker and a web that die are started again, and so is the database", async () => {
  for (const victim of programs()) {
    process.kill(victim.pid, "SIGKILL");
    await expect
      .poll(() => programs().length === 2 && !programs().some(({ pid }) => pid === victim.pid), patient)
      .toBe(true);
  }
  process.kill(postmaster().pid, "SIGKILL");
  await expect.poll(() => query("select 1 as one").catch(() => null), patient).toEqual([{ one: 1 }]);
  await expect.poll(() => statusOf("/api/health").catch(() => 0), patient).toBe(200);
});

test("Ctrl+C ends everything in order, and the next start finds the same data", async () => {
  await query(
    "insert into users (id, email, name, password_hash) values ('u1', 'ada@example.com', 'Ada', 'x')",
  );
  // The worker ends when its database does and is started again: that may still be under way.
  await expect.poll(() => programs().length, patient).toBe(2);
  const everything = [...programs(), postmaster()];
  expect(everything).toHaveLength(3);
  const [launch] = started;
  launch?.kill("SIGINT");
  const [code] = (await once(launch as ChildProcess, "close")) as [number | null];
  expect(code).toBe(0);
  expect(everything.filter(isAlive)).toEqual([]);
  expect(readClaim(data.claimFile)).toBeNull();
  expect(readFileSync(data.logFile("postgres"), "utf8")).toMatch(/database system is shut down\s*$/);

  await running(start());
  expect(await query("select name from users")).toEqual([{ name: "Ada" }]);
});

test("after kill -9 of everything, npm start recovers by itself", async () => {
  const launch = started.at(-1);
  const everything = [...programs(), postmaster()];
  launch?.kill("SIGKILL");
  for (const { pid } of everything) process.kill(pid, "SIGKILL");
  await running(start());
  expect(await query("select name from users")).toEqual([{ name: "Ada" }]);
});

test("after kill -9 of the launcher alone, the next start ends what it left and takes its place", async () => {
  const orphans = [...programs(), postmaster()];
  started.at(-1)?.kill("SIGKILL");
  const next = start();
  await running(next);
  expect(orphans.filter(isAlive)).toEqual([]);
  expect(await statusOf("/api/health")).toBe(200);
  next.child.kill("SIGTERM");
  expect(await next.exit).toBe(0);
});

test("a taken port gives the flag that changes it, and leaves nothing running", async () => {
  const squatter = createServer().listen(port, "127.0.0.1");
  await once(squatter, "listening");
  try {
    const refused = start();
    expect(await refused.exit).toBe(1);
    expect(refused.output()).toContain(`Port ${port} is taken`);
    expect(refused.output()).toContain("npm start -- --port 4000");
    expect(readClaim(data.claimFile)).toBeNull();
  } finally {
    squatter.close();
  }
});
