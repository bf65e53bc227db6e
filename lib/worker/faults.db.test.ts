import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { mkdirSync } from "node:fs";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { createDb } from "#lib/db/client.ts";
import { temporaryDirectory } from "#lib/launch/temporary-directory.ts";
import { mostLinesASecond } from "#lib/testing/crash/check-logs.ts";
import { ownServer } from "#lib/testing/crash/crash-server.ts";
import { crashTest, type CrashOptions, type CrashOutcome } from "#lib/testing/crash/crash-test.ts";
import type { Done } from "#lib/testing/crash/executioner.ts";
import type { Fleet } from "#lib/testing/crash/fleet.ts";
import { testDb } from "#lib/testing/database.ts";

// Each of these runs plans on two worker programs while something is wrong, and checks afterwards all that the crash test checks:
// nothing lost, nothing done twice, no process died, no flood of lines in the logs.

/** What the issue asks for: work goes on after no longer than this. */
const RESUMES_MS = 15_000;
const WAIT = { timeout: 120_000, interval: 50 };
const CLOCK = path.resolve(import.meta.dirname, "../testing/crash/shifted-clock.ts");

async function runPlans(
  url: string,
  options: Pick<CrashOptions, "disturb"> & Partial<CrashOptions>,
): Promise<CrashOutcome & { directory: string }> {
  const place = await temporaryDirectory("faults");
  const directory = place.file("evidence");
  mkdirSync(directory);
  const outcome = await crashTest({
    seed: "faults",
    url,
    directory,
    workers: 2,
    leaseSeconds: 2,
    ...options,
  });
  onTestFinished(() => place.remove());
  return { ...outcome, directory };
}

/** The longest time, by the database's clock, in which nothing at all happened in any run once the workers had begun. */
function longestSilence({ runs }: CrashOutcome): number {
  const began = Math.min(
    ...runs.flatMap(({ attempts }) => attempts.map(({ startedAt }) => startedAt.getTime())),
  );
  const times = runs
    .flatMap((run) => run.events.map(({ at }) => at.getTime()))
    .filter((time) => time >= began)
    .toSorted((a, b) => a - b);
  return Math.max(...times.slice(1).map((time, at) => time - (times[at] ?? time)));
}

/** Waits until so many more steps have been finished. */
async function untilFinished(pool: pg.Pool, more: number): Promise<void> {
  const finished = async () => {
    const answer = await pool
      .query<{ count: number }>("select count(*)::int as count from attempts where status = 'succeeded'")
      .catch(() => null);
    return answer?.rows[0]?.count ?? 0;
  };
  const before = await finished();
  await expect.poll(finished, WAIT).toBeGreaterThanOrEqual(before + more);
}

async function untilReady(fleet: Fleet): Promise<void> {
  await expect.poll(() => fleet.healthy().length, WAIT).toBe(2);
}

test("every connection is cut again and again: the workers live and work goes on", async () => {
  const { url, pool } = await testDb();
  const names = new Set<string>();
  const outcome = await runPlans(url, {
    disturb: async (fleet) => {
      await untilReady(fleet);
      const done: Done[] = [];
      for (let round = 0; round < 6; round++) {
        await untilFinished(pool, 10);
        done.push({ kind: "database", pid: 0, workerIds: [], at: Date.now() });
        const cut = await pool.query<{ application_name: string }>(
          `select application_name, pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()`,
        );
        for (const row of cut.rows) names.add(row.application_name);
      }
      await untilFinished(pool, 10);
      return done;
    },
  });
  expect(outcome.violations).toEqual([]);
  expect(longestSilence(outcome)).toBeLessThan(RESUMES_MS);
  expect([...names]).toEqual(
    expect.arrayContaining(["planwright", "planwright-worker", "planwright-listen", "planwright-jobs"]),
  );
}, 240_000);

test("a pool of five connections serves forty steps at once", async () => {
  const { url, pool } = await testDb();
  let most = 0;
  const outcome = await runPlans(url, {
    concurrency: 40,
    disturb: async (fleet) => {
      await untilReady(fleet);
      for (let round = 0; round < 8; round++) {
        await untilFinished(pool, 5);
        const { rows } = await pool.query<{ count: number }>(
          `select count(*)::int as count from pg_stat_activity
           where datname = current_database() and application_name = 'planwright' and client_port is not null`,
        );
        most = Math.max(most, rows[0]?.count ?? 0);
      }
      return [];
    },
  });
  expect(outcome.violations).toEqual([]);
  expect(longestSilence(outcome)).toBeLessThan(RESUMES_MS);
  // Those of two workers, and ten each of this test's two pools.
  expect(most).toBeLessThanOrEqual(5 + 5 + 10 + 10);
}, 240_000);

test("no notification is ever delivered: looking is enough", async () => {
  const { url, pool } = await testDb();
  const name = new URL(url).pathname.slice(1);
  await pool.query("create function public.pg_notify(text, text) returns void language sql as 'select'");
  // Named explicitly, the system's schema comes second, and everyone who connects from now on notifies nobody.
  await pool.query(`alter database ${name} set search_path = public, pg_catalog`);
  const heard: unknown[] = [];
  const listener = new pg.Client({ connectionString: url });
  listener.on("notification", (message) => heard.push(message));
  await listener.connect();
  onTestFinished(() => listener.end());
  await listener.query("listen planwright_events");
  const outcome = await runPlans(url, {
    disturb: async (fleet) => {
      await untilReady(fleet);
      await untilFinished(pool, 40);
      const [victim] = fleet.healthy();
      if (victim) fleet.end(victim, "SIGKILL");
      await untilFinished(pool, 30);
      return [];
    },
  });
  expect(heard).toEqual([]);
  expect(outcome.violations).toEqual([]);
  expect(longestSilence(outcome)).toBeLessThan(RESUMES_MS);
}, 240_000);

test("the workers' clocks are ten minutes ahead and behind: leases, retries and takeovers go by the database's", async () => {
  const { url, pool } = await testDb();
  const outcome = await runPlans(url, {
    nodeArgs: (worker) => ["--import", `${CLOCK}?shift=${worker % 2 === 0 ? 600_000 : -600_000}`],
    disturb: async (fleet) => {
      await untilReady(fleet);
      for (let round = 0; round < 2; round++) {
        await untilFinished(pool, 20);
        const [victim] = fleet.healthy();
        if (victim) fleet.end(victim, "SIGKILL");
      }
      await untilFinished(pool, 20);
      return [];
    },
  });
  expect(outcome.violations).toEqual([]);
  expect(longestSilence(outcome)).toBeLessThan(RESUMES_MS);
}, 240_000);

test("the database is away for some seconds: the workers wait without flooding their logs, and go on", async () => {
  const place = await temporaryDirectory("away");
  const server = await ownServer({ directory: place.path, logFile: place.file("postgres.log") });
  onTestFinished(async () => {
    await server.close();
    place.remove();
  });
  const { pool, close } = createDb(server.url, 2);
  onTestFinished(close);
  const outcome = await runPlans(server.url, {
    disturb: async (fleet) => {
      await untilReady(fleet);
      await untilFinished(pool, 30);
      const at = Date.now();
      await server.kill();
      // This is how long the database is away, not how long anything is expected to take.
      await pause(6_000);
      await server.start();
      await untilFinished(pool, 30);
      return [{ kind: "database", pid: 0, workerIds: [], at }];
    },
  });
  expect(outcome.violations).toEqual([]);
  expect(longestSilence(outcome)).toBeLessThan(6_000 + RESUMES_MS);
  expect(mostLinesASecond(outcome.directory, outcome.workers)).toBeLessThan(50);
}, 240_000);
