import { once } from "node:events";
import { describe, expect, test } from "vitest";
import type { Db } from "#lib/db/client.ts";
import type { Argument, Step } from "#lib/domain/step.ts";
import { readEvents } from "#lib/events/read.ts";
import { abortRun } from "#lib/ledger/abort-run.ts";
import { decideStep } from "#lib/ledger/decide-step.ts";
import { runTopic, type RunKey } from "#lib/ledger/keys.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { testDb } from "#lib/testing/database.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { outsideFile, startWorker, TEST_TOOL_VERSIONS } from "#lib/testing/worker-program.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 60_000, interval: 20 };
const toolVersions = TEST_TOOL_VERSIONS;

const statusOf = async ({ runId }: RunKey) =>
  (await db.run.findFirstOrThrow({ where: { id: runId } })).status;
const states = async (run: RunKey) =>
  Object.fromEntries(
    (await stepViews(db, run)).map(({ stepId, status, attempt }) => [stepId, `${status} ${attempt}`]),
  );
const outputOf = async ({ workspaceId, runId }: RunKey, stepId: string) =>
  (
    await db.stepRun.findUniqueOrThrow({
      where: { workspaceId_runId_stepId: { workspaceId, runId, stepId } },
    })
  ).output;
async function expectGapless(run: RunKey): Promise<void> {
  const events = await readEvents(db, run.workspaceId, { [runTopic(run.runId)]: 0 }, 100_000);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
}

type Orders = { ms?: number; failures?: number; deaf?: boolean; depth?: number; size?: number };
/** A step whose tool gets these orders. */
function step(id: string, tool: string, orders: Orders = {}, changes: Partial<Step> = {}): Step {
  const args = Object.fromEntries(
    Object.entries(orders).map(([name, value]): [string, Argument] => [name, { kind: "literal", value }]),
  );
  return testStep(id, { tool: `test.${tool}`, args, ...changes });
}

describe("what a worker's steps come to", () => {
  test("an output that the database refuses fails its own step and none of those that ended with it", async () => {
    const good = Array.from({ length: 20 }, (_, i) => step(`good-${i}`, "local", { ms: 1 }));
    const run = await seedRun(db, testGraph([step("bad", "local", { ms: 1, depth: 5_000 }), ...good]), {
      toolVersions,
    });
    const { process: worker } = await startWorker(url, outsideFile().file, { concurrency: 21 });
    await expect.poll(() => statusOf(run), WAIT).toBe("needs_attention");
    expect(await states(run)).toEqual({
      bad: "failed 1",
      ...Object.fromEntries(good.map(({ id }) => [id, "succeeded 1"])),
    });
    expect(worker.exitCode).toBeNull();
    await expectGapless(run);
  }, 120_000);

  test("a list of fifty: one item fails for good and is tried again by a person, optional ones are passed over", async () => {
    const list = Array.from({ length: 50 }, (_, i) => i);
    const source = testStep("source", {
      tool: "test.local",
      args: { value: { kind: "literal", value: list } },
    });
    const over = (id: string, failures: number, changes: Partial<Step> = {}) =>
      testStep(id, {
        kind: "map",
        tool: "test.idempotent",
        each: { ref: "source", path: ["value"] },
        args: {
          ms: { kind: "literal", value: 5 },
          failures: { kind: "literal", value: failures },
          value: { kind: "ref", ref: id, path: [] },
        },
        ...changes,
      });
    const graph = testGraph(
      [
        source,
        // Every item fails once and is tried again by itself.
        over("retried", 1, { retry: { maxAttempts: 2, backoffSeconds: 0 } }),
        over("lenient", 1, { optional: true }),
        over("strict", 0),
        testStep("last", { tool: "test.local", args: { value: { kind: "ref", ref: "strict", path: [7] } } }),
      ],
      ["source>retried", "source>lenient", "source>strict", "strict>last", "lenient>last", "retried>last"],
    );
    const run = await seedRun(db, graph, { toolVersions });
    const outside = outsideFile();
    // The seventh item of "strict" meets a tool that is not the one the run had pinned, so it fails for good.
    await db.$executeRaw`
      create or replace function spoil_item() returns trigger language plpgsql as $$
      begin
        if new.step_id = 'strict.7' then new.step = jsonb_set(new.step, '{tool}', '"test.gone"'); end if;
        return new;
      end $$`;
    await db.$executeRaw`create trigger spoil_item before insert on step_runs for each row execute function spoil_item()`;
    await Promise.all([startWorker(url, outside.file, { concurrency: 20 }), startWorker(url, outside.file)]);
    await expect.poll(() => statusOf(run), WAIT).toBe("needs_attention");
    await db.$executeRaw`drop trigger spoil_item on step_runs`;
    expect((await states(run))["strict.7"]).toBe("failed 1");
    expect((await states(run))["strict"]).toBe("waiting 1");
    await db.$executeRaw`
      update step_runs set step = jsonb_set(step, '{tool}', '"test.idempotent"') where step_id = 'strict.7'`;
    await decideStep(db, { ...run, stepId: "strict.7" }, { kind: "retry" }, "Ann");
    await expect.poll(() => statusOf(run), WAIT).toBe("succeeded");

    expect(await outputOf(run, "strict")).toMatchObject(list.map((value) => ({ value })));
    expect(await outputOf(run, "retried")).toMatchObject(list.map((value) => ({ value })));
    expect(await outputOf(run, "lenient")).toEqual(list.map(() => null));
    expect(await outputOf(run, "last")).toMatchObject({ value: { value: 7, step: "strict.7" } });
    for (const i of list) {
      expect(outside.count(`begin retried.${i}`), `retried.${i}`).toBe(2);
      expect(outside.count(`end strict.${i}`), `strict.${i}`).toBe(1);
      // A repeat of the very call carries the very key.
      const keys = outside.lines().filter((line) => line.startsWith(`key retried.${i} `));
      expect(new Set(keys).size).toBe(1);
    }
    await expectGapless(run);
  }, 180_000);

  test("two hundred steps at once get along with five connections, and no lease runs out", async () => {
    const ids = Array.from({ length: 600 }, (_, i) => `s${i}`);
    const run = await seedRun(db, testGraph(ids.map((id) => step(id, "read", { ms: 1_500 }))), {
      toolVersions,
    });
    const outside = outsideFile();
    await startWorker(url, outside.file, { concurrency: 200, poolSize: 5, leaseSeconds: 2 });
    await expect.poll(() => statusOf(run), WAIT).toBe("succeeded");
    expect(await db.attempt.count({ where: { runId: run.runId } })).toBe(ids.length);
    expect(outside.lines()).toHaveLength(2 * ids.length);
  }, 120_000);
});

describe("stopping", () => {
  test("a worker told to stop ends what it can in its time, gives back the rest, and another goes on at once", async () => {
    const graph = testGraph(
      [
        step("short", "once", { ms: 400 }),
        step("hold-read", "read"),
        step("hold-deaf", "idempotent", { deaf: true }),
        "after-short",
        step("next", "read"),
      ].map((each) => (typeof each === "string" ? step(each, "read") : each)),
      ["short>after-short", "hold-read>next", "hold-deaf>next"],
    );
    const run = await seedRun(db, graph, { toolVersions });
    const outside = outsideFile();
    const { process: first } = await startWorker(url, outside.file, { hold: true, drainMs: 1_000 });
    await expect.poll(() => outside.lines().filter((line) => line.startsWith("begin")).length, WAIT).toBe(3);
    const second = await startWorker(url, outside.file, { drainMs: 1_000 });
    first.kill("SIGTERM");
    await expect.poll(() => statusOf(run), WAIT).toBe("succeeded");
    // What ended within the drain was recorded by the worker that was stopping; what it gave back was taken up at once.
    expect(await outputOf(run, "short")).toMatchObject({ worker: first.pid });
    expect(await outputOf(run, "next")).toMatchObject({ worker: second.process.pid });
    expect(outside.count("begin short")).toBe(1);
    expect(await states(run)).toEqual({
      short: "succeeded 1",
      "after-short": "succeeded 1",
      "hold-read": "succeeded 2",
      "hold-deaf": "succeeded 2",
      next: "succeeded 1",
    });
    expect(new Set(outside.lines().filter((line) => line.startsWith("key hold-deaf"))).size).toBe(1);
    const rows = await db.stepRun.findMany({ where: { runId: run.runId } });
    expect(rows.map(({ workerDeaths, failures }) => workerDeaths + failures)).toEqual([0, 0, 0, 0, 0]);
    if (first.exitCode === null) await once(first, "exit");
    expect(first.exitCode).toBe(0);
    await expectGapless(run);
  }, 120_000);

  test("abort reaches running tools without any notification, also one that does not listen", async () => {
    const graph = testGraph([
      step("hold-a", "read"),
      step("deaf", "read", { ms: 600_000, deaf: true }),
      step("hold-once", "once"),
    ]);
    const run = await seedRun(db, graph, { toolVersions });
    const outside = outsideFile();
    const { process: worker } = await startWorker(url, outside.file, { hold: true });
    await expect.poll(() => outside.lines().length, WAIT).toBe(3);
    await abortRun(withoutNotify(db), run, "Ann");
    await expect.poll(() => statusOf(run), { timeout: 10_000, interval: 20 }).toBe("aborted");
    expect(await states(run)).toEqual({
      "hold-a": "cancelled 1",
      deaf: "cancelled 1",
      "hold-once": "cancelled 1",
    });
    expect(outside.lines().filter((line) => line.startsWith("end"))).toEqual([]);
    expect(worker.exitCode).toBeNull();
  }, 120_000);
});

/** The database through which nothing is announced: that goes past Prisma, by the very client that createDb made. */
function withoutNotify(whole: Db): Db {
  return new Proxy(whole, {});
}
