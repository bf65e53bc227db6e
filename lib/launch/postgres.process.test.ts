import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { writeFileSync } from "node:fs";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { startPostgres, type Postgres } from "#lib/launch/postgres.ts";
import { isAlive } from "#lib/launch/process-identity.ts";
import { temporaryDirectory } from "#lib/launch/temporary-directory.ts";

const directory = await temporaryDirectory("postgres");
let server: Postgres | undefined;
afterAll(async () => {
  await server?.stop();
  directory.remove();
});

const start = async (port?: number, samePort = false) => {
  const options = { directory: directory.path, password: "hunter2", logFile: directory.file("postgres.log") };
  server = await startPostgres({ ...options, samePort, ...(port !== undefined && { port }) });
  return server;
};

async function query(address: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

test("a first start makes a UTF-8 database that needs the password and knows words of other tongues", async () => {
  const { url } = await start();
  const [settings] = await query(
    url("postgres"),
    "select to_tsvector('english', 'Müller')::text as word, lower('ÄÖ') as low",
  );
  expect(settings).toEqual({ word: "'müller':1", low: "äö" });
  const wrong = url("postgres").replace("hunter2", "guess");
  await expect(query(wrong, "select 1")).rejects.toThrow(/password authentication failed/);
});

test("a server left behind by a killed launch is ended, and its committed rows are there", async () => {
  const left = await start();
  await query(left.url("postgres"), "create table kept as select 42 as answer");
  const next = await start(left.port);
  expect(isAlive(left.identity)).toBe(false);
  expect(await query(next.url("postgres"), "select answer from kept")).toEqual([{ answer: 42 }]);
});

test("after kill -9, it starts again on the same port though another process now has the old server's id", async () => {
  const killed = await start();
  await query(killed.url("postgres"), "insert into kept values (43)");
  process.kill(-killed.identity.pid, "SIGKILL");
  await killed.ended;
  const stranger = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  await once(stranger, "spawn");
  try {
    writeFileSync(directory.file("postgres/postmaster.pid"), `${stranger.pid}\n`);
    const next = await start(killed.port);
    expect(next.port).toBe(killed.port);
    expect(await query(next.url("postgres"), "select count(*)::int as rows from kept")).toEqual([
      { rows: 2 },
    ]);
    expect(stranger.exitCode).toBeNull();
  } finally {
    stranger.kill("SIGKILL");
  }
});

test("a server that others know by its port waits for it, and never takes another", async () => {
  const killed = await start();
  const { port } = killed;
  await killed.stop();
  expect(port).toBeLessThan(32_768); // below what outgoing connections are given
  const squatter = createServer().listen(port, "127.0.0.1");
  await once(squatter, "listening");
  const again = start(port, true);
  setTimeout(() => squatter.close(), 300);
  expect((await again).port).toBe(port);
  await (await again).stop();
  const keeper = createServer().listen(port, "127.0.0.1");
  await once(keeper, "listening");
  try {
    await expect(start(port, true)).rejects.toThrow(`Port ${port} is taken (EADDRINUSE).`);
  } finally {
    keeper.close();
  }
});

test("a remembered port that is taken gives way to another", async () => {
  const { port, stop } = await start();
  await stop();
  const squatter = createServer().listen(port, "127.0.0.1");
  await once(squatter, "listening");
  try {
    expect((await start(port)).port).not.toBe(port);
  } finally {
    squatter.close();
  }
});
