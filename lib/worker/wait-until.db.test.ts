import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import type { Json } from "#lib/domain/json.ts";
import type { Argument } from "#lib/domain/step.ts";
import { abortRun } from "#lib/ledger/abort-run.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { testDb } from "#lib/testing/database.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { waitUntil } from "#lib/tools/builtin/wait-until.ts";
import { defineTool } from "#lib/tools/contract.ts";
import { workerWithin } from "./worker-within.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 30_000, interval: 20 };

/** Gives how often it was asked in a run. */
const counts = new Map<string, number>();
const count = defineTool({
  name: "t.count",
  title: "Count",
  description: "",
  input: z.object({}),
  output: z.object({ n: z.number() }),
  sideEffect: "read",
  timeoutSeconds: 10,
  typicalSeconds: 0.1,
  costMicros: 7,
  unavailable: () => null,
  run: (_args, { runId }) => {
    const n = (counts.get(runId) ?? 0) + 1;
    counts.set(runId, n);
    return Promise.resolve({ output: { n }, summary: "Counted.", costMicros: 7 });
  },
});
const stop = workerWithin(url, [waitUntil, count]);
afterAll(stop);

const literal = (value: Json): Argument => ({ kind: "literal", value });
async function waiting(args: Record<string, Json>, manifest?: string[]): Promise<RunKey> {
  const given = Object.fromEntries(Object.entries(args).map(([name, value]) => [name, literal(value)]));
  const steps = [testStep("wait", { tool: "wait.until", args: given })];
  return seedRun(db, testGraph(steps), {
    toolVersions: { "wait.until": "1", "t.count": "1" },
    ...(manifest && {
      manifest: {
        tools: Object.fromEntries(manifest.map((name) => [name, "1"])),
        hosts: [],
        services: [],
        publicRead: false,
        data: [],
        spend: { micros: null, tokens: null, calls: null, seconds: null },
      },
    }),
  });
}
const view = async (run: RunKey) => (await stepViews(db, run, ["wait"]))[0];
const settles = (run: RunKey, expected: object) => expect.poll(() => view(run), WAIT).toMatchObject(expected);
const outputOf = async ({ runId }: RunKey): Promise<Json> =>
  (await db.stepRun.findFirstOrThrow({ where: { runId, stepId: "wait" } })).output as Json;
/** Lets the time come that the step waits for. */
const come = ({ runId }: RunKey) =>
  db.$executeRaw`update step_runs set ready_at = clock_timestamp(), wake_at = clock_timestamp()
    where run_id = ${runId} and status = 'waiting'`;

test("a step waits until its moment, by the database's clock, and goes on by itself", async () => {
  // A machine that is busy may not have put the step aside when a short time is over, and then there is nothing to wait for.
  for (const seconds of [1, 8, 64]) {
    const [{ at } = { at: new Date() }] = await db.$queryRaw<{ at: Date }[]>`
      select clock_timestamp() + make_interval(secs => ${seconds}) as at`;
    const run = await waiting({ at: at.toISOString() });
    await expect.poll(() => view(run), { ...WAIT, timeout: 120_000 }).toMatchObject({ status: "succeeded" });
    expect(await outputOf(run)).toMatchObject({ reached: true, tries: 0 });
    const attempts = await db.attempt.findMany({ where: { runId: run.runId }, orderBy: { attempt: "asc" } });
    const [first, done] = attempts;
    if (done === undefined || Number(first?.finishedAt) >= Number(at)) continue;
    expect(attempts.map(({ status }) => status)).toEqual(["parked", "succeeded"]);
    expect(Number(done?.finishedAt)).toBeGreaterThanOrEqual(Number(at));
    return;
  }
  expect.fail("No step was put aside before its moment.");
}, 240_000);

test("woken too early, it waits on for the same moment", async () => {
  const run = await waiting({ minutes: 60 });
  await settles(run, { status: "waiting", waitingFor: "timer", attempt: 1 });
  const first = await view(run);
  await come(run);
  await settles(run, { status: "waiting", waitingFor: "timer", attempt: 2 });
  expect(await view(run)).toMatchObject({ wakeAt: first?.wakeAt, notes: first?.notes });
  await abortRun(db, run, "Ann");
  await settles(run, { status: "cancelled" });
});

const UNTIL_THREE = { tool: "t.count", condition: "output.n >= 3", everySeconds: 3_600 };

test("a condition is looked at until it holds; each look is an attempt, and costs what it costs", async () => {
  const run = await waiting(UNTIL_THREE);
  for (const attempt of [1, 2]) {
    await settles(run, { status: "waiting", waitingFor: "timer", attempt });
    await come(run);
  }
  await settles(run, { status: "succeeded", attempt: 3, costMicros: 21 });
  expect(await outputOf(run)).toMatchObject({ reached: true, tries: 3, last: { n: 3 } });
  expect((await view(run))?.notes).toEqual(["Looks every 60 minutes until the condition holds."]);
  const calls = await db.toolCall.findMany({ where: { runId: run.runId }, orderBy: { attempt: "asc" } });
  expect(calls.map(({ tool, status }) => `${tool} ${status}`)).toEqual([
    "wait.until parked",
    "wait.until parked",
    "wait.until succeeded",
  ]);
  expect(new Set(calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
});

test("a tool that the run was not approved for is not looked by", async () => {
  const run = await waiting(UNTIL_THREE, ["wait.until"]);
  await settles(run, { status: "failed", error: { code: "beyond_manifest" } });
  expect(counts.get(run.runId)).toBeUndefined();
  const approved = await waiting({ ...UNTIL_THREE, condition: "output.n > 0" }, ["wait.until", "t.count"]);
  await settles(approved, { status: "succeeded" });
});

test("when it never holds, the step fails with what was seen", async () => {
  const run = await waiting({ ...UNTIL_THREE, mostTries: 1 });
  await settles(run, { status: "failed", error: { code: "not_reached", retryable: false } });
});
