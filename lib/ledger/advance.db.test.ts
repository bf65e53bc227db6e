import { expect, test } from "vitest";
import type { Json } from "#lib/domain/json.ts";
import { readEvents } from "#lib/events/read.ts";
import { testDb } from "#lib/testing/database.ts";
import { claimSteps } from "#lib/testing/drive-run.ts";
import { ToldSteps } from "#lib/testing/told-steps.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { advance, type ClaimedStep } from "./advance.ts";
import { askRun } from "./ask-run.ts";
import { decideStep } from "./decide-step.ts";
import type { FinishedStep } from "./finished-step.ts";
import { giveBackStep } from "./give-back-step.ts";
import { runTopic, type RunKey } from "./keys.ts";
import { reap } from "./reap.ts";
import { settleRuns } from "./settle-runs.ts";
import { stepViews } from "./step-views.ts";

const { prisma: db } = await testDb();

const succeeded = (step: ClaimedStep, output: Json = step.stepId): FinishedStep => ({
  ...step,
  kind: "succeeded",
  output,
  summary: "Done",
  notes: [],
  calls: [],
  resultKey: null,
  reused: null,
});
const bypassed = (step: ClaimedStep): FinishedStep => ({
  ...step,
  kind: "bypassed",
  why: "It does not hold.",
});
const finish = (...finished: FinishedStep[]) =>
  advance(db, { workerId: "w1", finished, limit: 0, leaseSeconds: 60, after: null });
const claim = async (limit = 100, workerId = "w1") =>
  (await claimSteps(db, { workerId, limit, leaseSeconds: 60 })).steps;
const ids = (steps: readonly ClaimedStep[]) => steps.map((step) => step.stepId);
const states = async (run: RunKey) =>
  Object.fromEntries((await stepViews(db, run)).map((view) => [view.stepId, view.status]));
const runRow = ({ workspaceId, runId }: RunKey) =>
  db.run.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: runId } } });
async function claimed(step: string): Promise<ClaimedStep> {
  const steps = await claim();
  const found = steps.find(({ stepId }) => stepId === step);
  if (!found) throw new Error(`Claimed ${ids(steps).join()}, not ${step}.`);
  return found;
}

test("what finishes and what begins share a commit, and the outputs that a step reads come with it", async () => {
  const reads = testStep("b", { args: { q: { kind: "ref", ref: "a", path: [] } } });
  const run = await seedRun(db, testGraph(["a", reads, "c"], ["a>b", "b>c"]));
  const a = await claimed("a");
  const answer = await advance(db, {
    workerId: "w1",
    finished: [succeeded(a, { found: [1, null, "nul \u0000"] })],
    limit: 5,
    leaseSeconds: 60,
    after: null,
  });
  expect(answer.stale).toEqual([]);
  expect(ids(answer.claimed)).toEqual(["b"]);
  expect(answer.claimed[0]?.outputs.get("a")).toEqual({
    title: "Step a",
    output: { found: [1, null, "nul \u0000"] },
  });
  const events = await readEvents(db, run.workspaceId, { [runTopic(run.runId)]: 0 });
  const steps = new ToldSteps();
  const told = events
    .map((event) => steps.take(event))
    .flatMap((step) => (step ? [`${step.stepId} ${step.status}`] : []));
  expect(told).toEqual(["a running", "a succeeded", "b ready", "b running"]);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
  await finish(...answer.claimed.map((step) => succeeded(step)));
  await finish(succeeded(await claimed("c")));
  expect(await runRow(run)).toMatchObject({ status: "succeeded", undone: 0, live: 0 });
});

test("a batch spans runs, and a stale token drops only its own step", async () => {
  const runs = [await seedRun(db, testGraph(["a", "b"], ["a>b"])), await seedRun(db, testGraph(["a"]))];
  const steps = await claim();
  const [first, second] = runs.map((run) => steps.find((step) => step.runId === run.runId));
  if (!first || !second) throw new Error("Each run has a step.");
  const { stale } = await finish({ ...succeeded(first), attempt: 7 }, succeeded(second), {
    ...succeeded(first),
    workerId: "other",
  });
  expect(stale).toMatchObject([
    { stepId: "a", attempt: 7 },
    { stepId: "a", workerId: "other" },
  ]);
  expect(await Promise.all(runs.map(async (run) => (await runRow(run)).status))).toEqual([
    "running",
    "succeeded",
  ]);
  expect((await finish(succeeded(first))).stale).toEqual([]);
  expect((await finish(succeeded(first))).stale).toHaveLength(1);
  await finish(succeeded(await claimed("b")));
});

test("several steps of a batch lower the same dependent, and it is ready once", async () => {
  const run = await seedRun(db, testGraph(["a", "b", "c", "join"], ["a>join", "b>join", "c>join"]));
  await finish(...(await claim()).map((step) => succeeded(step)));
  expect(await states(run)).toMatchObject({ join: "ready" });
  expect(await runRow(run)).toMatchObject({ undone: 1, live: 1 });
  await finish(succeeded(await claimed("join")));
  expect((await runRow(run)).status).toBe("succeeded");
});

test("passing by goes on through a chain, stops at what has another source, and ends a run when nothing is left", async () => {
  const diamond = testGraph(
    ["top", "left", "right", "end"],
    ["top>left", "top>right", "left>end", "right>end"],
  );
  const all = await seedRun(db, diamond);
  await finish(bypassed(await claimed("top")));
  expect(await states(all)).toEqual({ top: "skipped", left: "skipped", right: "skipped", end: "skipped" });
  expect(await runRow(all)).toMatchObject({ status: "succeeded", undone: 0, live: 0 });
  const causes = (await stepViews(db, all)).map((view) => view.skipCause);
  expect(causes).toEqual(["condition", "condition", "condition", "condition"]);

  const one = await seedRun(db, diamond);
  await finish(succeeded(await claimed("top")));
  const sides = await claim();
  await finish(...sides.map((step) => (step.stepId === "left" ? bypassed(step) : succeeded(step))));
  expect(await states(one)).toMatchObject({ left: "skipped", end: "ready" });
  await finish(succeeded(await claimed("end")));
  expect((await runRow(one)).status).toBe("succeeded");

  const long = Array.from({ length: 50 }, (_, i) => `s${i}`);
  const chain = await seedRun(
    db,
    testGraph(
      long,
      long.slice(1).map((id, i) => `s${i}>${id}`),
    ),
  );
  await finish(bypassed(await claimed("s0")));
  expect(new Set(Object.values(await states(chain)))).toEqual(new Set(["skipped"]));
  expect((await runRow(chain)).status).toBe("succeeded");
});

test("what a person skips hands on, and what depends on it is not passed by", async () => {
  const run = await seedRun(db, testGraph(["a", "b", "both"], ["a>both", "b>both"]));
  await decideStep(db, { ...run, stepId: "b" }, { kind: "skip", output: null }, "Ann");
  await finish(bypassed(await claimed("a")));
  expect(await states(run)).toEqual({ a: "skipped", b: "skipped", both: "ready" });
  await finish(succeeded(await claimed("both")));
});

test("within a run the longest remaining path goes first", async () => {
  const run = await seedRun(
    db,
    testGraph(["short", "long", "middle", "x", "y", "z"], ["long>x", "x>y", "y>z", "middle>z"]),
  );
  expect(ids(await claim(1))).toEqual(["long"]);
  expect(ids(await claim(1))).toEqual(["middle"]);
  expect(ids(await claim(1))).toEqual(["short"]);
  await db.run.deleteMany({ where: { id: run.runId } });
});

test("a worker that was too slow with a step leaves it to others for some seconds", async () => {
  const run = await seedRun(db, testGraph(["a"]));
  const first = await claimed("a");
  await giveBackStep(db, first, "Too slow.", false, { avoidWorker: true });
  expect(await claim(1, "w1")).toEqual([]);
  const [again] = await claim(1, "w2");
  expect(again).toMatchObject({ stepId: "a", attempt: 2 });
  if (again) await giveBackStep(db, again, "Too slow.", false, { avoidWorker: true });
  await db.stepRun.updateMany({ where: { runId: run.runId }, data: { readyAt: new Date(0) } });
  expect(ids(await claim(1, "w2"))).toEqual(["a"]);
  await db.run.deleteMany({ where: { id: run.runId } });
});

test("a pausing run is settled with its last running step, also when the worker dies in between", async () => {
  const run = await seedRun(db, testGraph(["a", "b"], ["a>b"]));
  const a = await claimed("a");
  await askRun(db, run, "pause");
  await finish(succeeded(a));
  expect((await runRow(run)).status).toBe("paused");
  // As a worker leaves it that dies after its commit and before its look.
  await db.run.updateMany({ where: { id: run.runId }, data: { status: "pausing" } });
  await settleRuns(db);
  expect((await runRow(run)).status).toBe("paused");
  expect(await settleRuns(db)).toBe(0);
  await db.run.deleteMany({ where: { id: run.runId } });
});

test("a run that nobody can go on with fails when its workspace does not want to be asked", async () => {
  const run = await seedRun(db, testGraph(["a", "b"], ["a>b"]));
  await db.workspace.update({ where: { id: run.workspaceId }, data: { runSettings: { onStall: "fail" } } });
  const a = await claimed("a");
  await db.stepRun.updateMany({ where: { runId: run.runId, stepId: "a" }, data: { workerDeaths: 4 } });
  await reap(db);
  expect(await states(run)).toEqual({ a: "failed", b: "blocked" });
  expect(await runRow(run)).toMatchObject({ status: "failed", reason: "1 step failed." });
  expect((await finish(succeeded(a))).stale).toHaveLength(1);
});
