import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import type { NewCall } from "#lib/domain/call.ts";
import { newId } from "#lib/domain/ids.ts";
import { readEvents } from "#lib/events/read.ts";
import { testDb } from "#lib/testing/database.ts";
import { claimSteps, completeStep } from "#lib/testing/drive-run.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import type { ClaimedStep } from "./advance.ts";
import { abortRun } from "./abort-run.ts";
import { askRun } from "./ask-run.ts";
import { beginCall } from "./begin-call.ts";
import { decideStep } from "./decide-step.ts";
import { failStep } from "./fail-step.ts";
import { finishCall } from "./finish-call.ts";
import { giveBackStep } from "./give-back-step.ts";
import { heartbeat } from "./heartbeat.ts";
import { runTopic, StepLostError, type RunKey } from "./keys.ts";
import { reap } from "./reap.ts";
import { registerWorker } from "./register-worker.ts";
import { stepViews } from "./step-views.ts";

const { prisma: db, pool, url } = await testDb();

/** Claims steps of one run only by being alone in the database: each test ends or aborts its run. */
async function claim(limit = 10, workerId = "w1", leaseSeconds = 60): Promise<ClaimedStep[]> {
  return (await claimSteps(db, { workerId, limit, leaseSeconds })).steps;
}
async function claimOne(workerId = "w1", leaseSeconds = 60): Promise<ClaimedStep> {
  const [step] = await claim(1, workerId, leaseSeconds);
  if (!step) throw new Error("There was no step to claim.");
  return step;
}
const readsA = testStep("b", { args: { q: { kind: "ref", ref: "a", path: [] } } });
const done = (step: ClaimedStep, output: string | null = "out") =>
  completeStep(db, step, { output, summary: "Done", notes: [] });
const failure = (retryable = false) => ({ code: "busy", message: "Busy.", retryable });
const status = async ({ workspaceId, runId }: RunKey) =>
  (await db.run.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: runId } } })).status;
const states = async (run: RunKey) =>
  Object.fromEntries((await stepViews(db, run)).map((view) => [view.stepId, view.status]));
async function seed(...args: Parameters<typeof testGraph>) {
  const run = await seedRun(db, testGraph(...args));
  onTestFinished(async () => {
    await abortRun(db, run, "The test");
    await db.stepRun.updateMany({
      where: { runId: run.runId, status: "running" },
      data: { status: "cancelled" },
    });
    await db.run.update({
      where: { workspaceId_id: { workspaceId: run.workspaceId, id: run.runId } },
      data: { status: "aborted" },
    });
  });
  return run;
}
const call = (changes: Partial<NewCall> = {}): NewCall => ({
  call: 0,
  tool: "test.work",
  toolVersion: "1",
  sideEffect: "read",
  args: { q: "x" },
  ...changes,
});
/** A worker that is alive until `die`: its lock is held on a connection. */
async function aliveWorker(id = newId()) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  client.on("error", () => undefined);
  await registerWorker(client, { id, host: "test", pid: 1, concurrency: 1 });
  let dead = false;
  const die = async () => {
    if (dead) return;
    dead = true;
    await client.end();
  };
  onTestFinished(die);
  return { id, die };
}

describe("steps in order", () => {
  test("a step starts the moment its own dependencies are done, and the run ends with the last", async () => {
    const run = await seed(["a", "b", "c"], ["a>b", "b>c"]);
    for (const id of ["a", "b", "c"]) {
      const steps = await claim();
      expect(steps.map((step) => step.stepId)).toEqual([id]);
      for (const step of steps) expect(await done(step)).toBe(true);
    }
    expect(await status(run)).toBe("succeeded");
  });

  test("there are no waves: a branch goes on while its neighbour still runs", async () => {
    await seed(["slow", "a", "b"], ["a>b"]);
    const [a] = (await claim()).filter((step) => step.stepId === "a");
    if (!a) throw new Error("a was not claimed");
    await done(a);
    expect((await claim()).map((step) => step.stepId)).toEqual(["b"]);
  });

  test("a join waits for all of its parents", async () => {
    await seed(["a", "b", "join"], ["a>join", "b>join"]);
    const [first, second] = await claim();
    if (!first || !second) throw new Error("two were to be claimed");
    await done(first);
    expect(await claim()).toEqual([]);
    await done(second);
    expect((await claim()).map((step) => step.stepId)).toEqual(["join"]);
  });

  test("two last steps that end at once end the run exactly once", async () => {
    for (let round = 0; round < 10; round++) {
      const run = await seedRun(db, testGraph(["a", "b"]));
      await Promise.all((await claim()).map((step) => done(step)));
      expect(await status(run)).toBe("succeeded");
      const events = await readEvents(db, run.workspaceId, { [runTopic(run.runId)]: 0 });
      const ends = events.filter(
        (event) => event.body.type === "run.status" && event.body.status === "succeeded",
      );
      expect(ends).toHaveLength(1);
    }
  });

  test("outputs keep NUL, lone surrogates and everything else", async () => {
    await seed(["a", readsA], ["a>b"]);
    await done(await claimOne(), "nul \u0000, half \ud800, escape \u241b0000");
    const { outputs } = await claimOne();
    expect(outputs.get("a")?.output).toBe("nul \u0000, half \ud800, escape \u241b0000");
  });
});

describe("the fencing token", () => {
  test.each(["w2", "w1"])("a stale token changes nothing after %s took the step over", async (taker) => {
    const run = await seed(["a", "b"], ["a>b"]);
    const stale = await claimOne("w1");
    await giveBackStep(db, stale, "Given back.");
    const fresh = await claimOne(taker);
    expect(fresh.attempt).toBe(stale.attempt + 1);
    const before = await readEvents(db, run.workspaceId, { [runTopic(run.runId)]: 0 });

    expect(await done(stale)).toBe(false);
    expect(await failStep(db, stale, { error: failure(), notes: [], calls: [], missing: null })).toBe(false);
    expect(await giveBackStep(db, stale, "Again.")).toBe(false);
    await expect(beginCall(db, stale, call())).rejects.toThrow(StepLostError);
    expect(await heartbeat(pool, "w1", [stale], 60)).toEqual([]);

    expect(await states(run)).toEqual({ a: "running", b: "blocked" });
    expect(await readEvents(db, run.workspaceId, { [runTopic(run.runId)]: 0 })).toEqual(before);
    expect(await done(fresh)).toBe(true);
  });

  test("completing twice completes once", async () => {
    const run = await seed(["a", "b", "c"], ["a>c", "b>c"]);
    const [a] = await claim();
    if (!a) throw new Error("a was to be claimed");
    expect(await Promise.all([done(a), done(a), done(a)])).toEqual(
      expect.arrayContaining([true, false, false]),
    );
    expect(await states(run)).toMatchObject({ c: "blocked" });
  });
});

describe("failure", () => {
  test("backs off, is tried again when its time has come, then fails for good", async () => {
    const run = await seed([testStep("a", { retry: { maxAttempts: 2, backoffSeconds: 3_000 } })]);
    await failStep(db, await claimOne(), { error: failure(true), notes: [], calls: [], missing: null });
    expect(await stepViews(db, run)).toMatchObject([{ status: "waiting", waitingFor: "timer", attempt: 1 }]);
    expect(await claim()).toEqual([]);
    await db.stepRun.updateMany({ where: { runId: run.runId }, data: { readyAt: new Date(0) } });
    await failStep(db, await claimOne(), { error: failure(true), notes: [], calls: [], missing: null });
    expect(await states(run)).toEqual({ a: "failed" });
    expect(await status(run)).toBe("needs_attention");
  });

  test("independent branches go on; the run needs attention when nothing can", async () => {
    const run = await seed(["bad", "after", "good", "next"], ["bad>after", "good>next"]);
    const [bad, good] = await claim();
    if (!bad || !good) throw new Error("two were to be claimed");
    await failStep(db, bad, { error: failure(), notes: [], calls: [], missing: null });
    expect(await status(run)).toBe("running");
    await done(good);
    await done(await claimOne());
    expect(await states(run)).toEqual({
      bad: "failed",
      after: "blocked",
      good: "succeeded",
      next: "succeeded",
    });
    expect(await status(run)).toBe("needs_attention");
  });

  test("a failed optional step is passed over with a note", async () => {
    const run = await seed([testStep("a", { optional: true }), "b"], ["a>b"]);
    await failStep(db, await claimOne(), { error: failure(), notes: [], calls: [], missing: null });
    const [a] = await stepViews(db, run, ["a"]);
    expect(a).toMatchObject({ status: "skipped", hasOutput: false });
    expect(a?.notes.join()).toContain("optional");
    await done(await claimOne());
    expect(await status(run)).toBe("succeeded");
  });

  test("retry and skip reopen a run that needs attention", async () => {
    const run = await seed(["a", readsA], ["a>b"]);
    await failStep(db, await claimOne(), { error: failure(), notes: [], calls: [], missing: null });
    const key = { ...run, stepId: "a" };
    expect(await decideStep(db, key, { kind: "retry" }, "Ann")).toMatchObject({ applied: true });
    expect(await decideStep(db, key, { kind: "retry" }, "Ann")).toMatchObject({ applied: false });
    expect(await status(run)).toBe("running");
    await failStep(db, await claimOne(), { error: failure(), notes: [], calls: [], missing: null });
    expect(await status(run)).toBe("needs_attention");
    await decideStep(db, key, { kind: "skip", output: { given: true } }, "Ann");
    expect(await status(run)).toBe("running");
    const next = await claimOne();
    expect(next.outputs.get("a")).toEqual({ title: "Step a", output: { given: true } });
    await done(next);
    expect(await status(run)).toBe("succeeded");
  });
});

describe("a worker that is gone", () => {
  test("its repeatable work is ready again at once, and the recorded call is not made twice", async () => {
    const run = await seed(["a"]);
    const worker = await aliveWorker();
    const first = await claimOne(worker.id);
    const begun = await beginCall(db, first, call());
    if (begun.kind !== "make") throw new Error("the call was to be made");
    await finishCall(db, first, begun.callId, {
      status: "succeeded",
      output: 42,
      summary: "42",
      costMicros: 7,
    });
    expect(await reap(db)).toBe(0);
    await worker.die();
    await expect.poll(() => reap(db)).toBe(1);
    expect(await states(run)).toEqual({ a: "ready" });

    const second = await claimOne("w2");
    expect(await beginCall(db, second, call())).toEqual({
      kind: "recorded",
      outcome: { status: "succeeded", output: 42, summary: "42", costMicros: 0 },
    });
    expect(await beginCall(db, second, call({ args: { q: "other" } }))).toMatchObject({ kind: "make" });
    const [row] = await db.stepRun.findMany({ where: { runId: run.runId } });
    expect(row).toMatchObject({ workerDeaths: 1, failures: 0, costMicros: 7n });
  });

  test("an attempt that failed does not lend its calls to the next", async () => {
    const run = await seed([testStep("a", { retry: { maxAttempts: 3, backoffSeconds: 0 } })]);
    const first = await claimOne();
    const begun = await beginCall(db, first, call());
    if (begun.kind !== "make") throw new Error("the call was to be made");
    await finishCall(db, first, begun.callId, {
      status: "succeeded",
      output: 1,
      summary: "1",
      costMicros: 0,
    });
    await failStep(db, first, { error: failure(true), notes: [], calls: [], missing: null });
    const again = await beginCall(db, await claimOne(), call());
    expect(again).toMatchObject({ kind: "make", idempotencyKey: begun.idempotencyKey });
    expect(await states(run)).toEqual({ a: "running" });
  });

  test("a lease that ran out is enough, though the worker's lock is held; a prolonged one is left alone", async () => {
    const run = await seed(["a"]);
    const worker = await aliveWorker();
    const first = await claimOne(worker.id, 0);
    await heartbeat(pool, worker.id, [first], 60);
    expect(await reap(db)).toBe(0);
    await db.stepRun.updateMany({ where: { runId: run.runId }, data: { leaseUntil: new Date(0) } });
    await expect.poll(() => reap(db)).toBe(1);
    expect(await states(run)).toEqual({ a: "ready" });
  });

  test("`once` work whose call had begun waits for a person, who settles it", async () => {
    for (const outcome of ["succeeded", "failed"] as const) {
      const run = await seed(["a", "b"], ["a>b"]);
      const first = await claimOne("nobody");
      await beginCall(db, first, call({ sideEffect: "once" }));
      expect(await reap(db)).toBe(1);
      expect(await stepViews(db, run, ["a"])).toMatchObject([{ status: "waiting", waitingFor: "decision" }]);
      expect(await status(run)).toBe("needs_attention");
      expect(await claim()).toEqual([]);
      const decided = await decideStep(db, { ...run, stepId: "a" }, { kind: "settle", outcome }, "Ann");
      expect(decided).toMatchObject({ applied: true });
      expect(await states(run)).toEqual({ a: outcome, b: outcome === "succeeded" ? "ready" : "blocked" });
      // The record says how the call ended, by whom, and the attempt likewise.
      const [made] = await db.toolCall.findMany({ where: { runId: run.runId } });
      expect(made?.status).toBe(outcome);
      expect(await db.attempt.count({ where: { runId: run.runId, status: outcome } })).toBe(1);
      await abortRun(db, run, "The test");
    }
  });

  test("aborting a run with an unknown outcome says so and leaves no call open", async () => {
    const run = await seed(["a"]);
    await beginCall(db, await claimOne("nobody"), call({ sideEffect: "once" }));
    await reap(db);
    await abortRun(db, run, "Ann");
    expect(await status(run)).toBe("aborted");
    expect((await stepViews(db, run))[0]?.notes.join(" ")).toMatch(/not known whether .* before anyone said/);
    expect(await db.toolCall.count({ where: { runId: run.runId, status: "started" } })).toBe(0);
    expect(await db.attempt.count({ where: { runId: run.runId, status: "unknown" } })).toBe(1);
  });

  test("a late result of a stopped worker settles an unknown outcome", async () => {
    const run = await seed(["a"]);
    const first = await claimOne("nobody");
    const begun = await beginCall(db, first, call({ sideEffect: "once" }));
    if (begun.kind !== "make") throw new Error("the call was to be made");
    await reap(db);
    expect(await heartbeat(pool, "nobody", [first], 60)).toHaveLength(1);
    await finishCall(db, first, begun.callId, {
      status: "succeeded",
      output: 1,
      summary: "1",
      costMicros: 0,
    });
    expect(await done(first)).toBe(true);
    expect(await status(run)).toBe("succeeded");
    const row = await db.run.findFirstOrThrow({ where: { id: run.runId } });
    expect(row).toMatchObject({ undone: 0, live: 0 });
  });

  test("`once` work whose call had not begun is simply ready again", async () => {
    const run = await seed(["a"]);
    await claimOne("nobody");
    await reap(db);
    expect(await states(run)).toEqual({ a: "ready" });
  });
});

describe("pause, resume, abort", () => {
  test("pausing becomes paused when the running ones end; nothing starts until it is resumed", async () => {
    const run = await seed(["a", "b", "c"], ["a>c"]);
    const [a, b] = await claim();
    if (!a || !b) throw new Error("two were to be claimed");
    expect(await askRun(db, run, "pause")).toMatchObject({ applied: true });
    expect(await askRun(db, run, "pause")).toMatchObject({ applied: false });
    await done(a);
    expect(await claim()).toEqual([]);
    expect(await status(run)).toBe("pausing");
    await done(b);
    expect(await status(run)).toBe("paused");
    expect(await claim()).toEqual([]);
    await askRun(db, run, "resume");
    await done(await claimOne());
    expect(await status(run)).toBe("succeeded");
  });

  test("a run that no worker has seen pauses at once and starts when it is resumed", async () => {
    const run = await seed(["a"]);
    await askRun(db, run, "pause");
    expect(await status(run)).toBe("paused");
    await askRun(db, run, "resume");
    await done(await claimOne());
    const row = await db.run.findUniqueOrThrow({
      where: { workspaceId_id: { workspaceId: run.workspaceId, id: run.runId } },
    });
    expect(row.startedAt).not.toBeNull();
  });

  test("abort starts nothing more, cancels what waits, tells the worker, and says what happened", async () => {
    const run = await seed(["a", "b", "c", "d"], ["a>c", "b>d"]);
    const [a, b] = await claim();
    if (!a || !b) throw new Error("two were to be claimed");
    await done(a);
    expect(await abortRun(db, run, "Ann")).toMatchObject({ applied: true });
    expect(await abortRun(db, run, "Ann")).toMatchObject({ applied: false });
    expect(await claim()).toEqual([]);
    await expect(beginCall(db, b, call())).rejects.toThrow(StepLostError);
    expect(await heartbeat(pool, "w1", [b], 60)).toMatchObject([{ stepId: "b", runStatus: "aborting" }]);
    await giveBackStep(db, b, "Stopped because the run was aborted.");
    expect(await states(run)).toEqual({ a: "succeeded", b: "cancelled", c: "cancelled", d: "cancelled" });
    const row = await db.run.findUniqueOrThrow({
      where: { workspaceId_id: { workspaceId: run.workspaceId, id: run.runId } },
    });
    expect(row).toMatchObject({
      status: "aborted",
      reason: "Aborted: 1 step done, 1 stopped before the end, 2 not started.",
    });
  });

  test("a failing step of an aborting run is not tried again", async () => {
    const run = await seed([testStep("a", { retry: { maxAttempts: 5, backoffSeconds: 1 } })]);
    const a = await claimOne();
    await abortRun(db, run, "Ann");
    await failStep(db, a, { error: failure(true), notes: [], calls: [], missing: null });
    expect(await states(run)).toEqual({ a: "failed" });
    expect(await status(run)).toBe("aborted");
  });
});
