import { expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { abortRun } from "#lib/ledger/abort-run.ts";
import type { ClaimedStep } from "#lib/ledger/advance.ts";
import { askRun } from "#lib/ledger/ask-run.ts";
import { changeRun } from "#lib/ledger/change-run.ts";
import { decideStep } from "#lib/ledger/decide-step.ts";
import { failStep } from "#lib/ledger/fail-step.ts";
import { followParents } from "#lib/ledger/follow-parents.ts";
import { giveBackStep } from "#lib/ledger/give-back-step.ts";
import { readEvents } from "#lib/events/read.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { parkStep } from "#lib/ledger/park-step.ts";
import { sweepOrphans } from "#lib/ledger/sweep-orphans.ts";
import { sweepParked } from "#lib/ledger/sweep-parked.ts";
import { testDb } from "#lib/testing/database.ts";
import { claimSteps } from "#lib/testing/drive-run.ts";
import { seedPlan, seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { finishStep, workAll } from "#lib/testing/work-steps.ts";
import { childRunsOf } from "./child-runs.ts";

const { prisma: db } = await testDb();

const text = (id: string) =>
  testStep(id, { tool: "text.check", args: { text: { kind: "literal", value: id } } });

/** A run whose step is about to start a run of another plan. */
async function parent(): Promise<{ run: RunKey; version: { planId: string; number: number } }> {
  const run = await seedRun(db, testGraph(["sub"]));
  const graph = testGraph([text("a"), text("b"), text("c")], ["a>b", "a>c"]);
  const planId = await seedPlan(db, run.workspaceId, graph);
  const author = { kind: "api", name: "Test" };
  await db.planVersion.create({
    data: { workspaceId: run.workspaceId, planId, number: 1, graph, rev: 0, author, summary: "First" },
  });
  return { run, version: { planId, number: 1 } };
}
/** Claims all there is, and gives the step of this run; those of others are kept. */
async function claim({ runId }: RunKey): Promise<ClaimedStep> {
  const { steps } = await claimSteps(db, { workerId: "w1", limit: 100, leaseSeconds: 60 });
  const step = steps.find((each) => each.runId === runId);
  if (!step) throw new Error("Nothing was claimed.");
  others.push(...steps.filter((each) => each !== step));
  return step;
}
const others: ClaimedStep[] = [];
const started = ({ runId }: RunKey) => db.run.count({ where: { parentRun: runId } });
const statusOf = async (id: string) => (await db.run.findFirstOrThrow({ where: { id } })).status;
const FAILED = {
  error: { code: "child_aborted", message: "Aborted.", retryable: false },
  notes: [],
  calls: [],
  missing: null,
};

test("a worker that dies after it has started a run leaves it to the next, before and after the step waits", async () => {
  const { run, version } = await parent();
  const first = await claim(run);
  const { runId, number } = await childRunsOf(db, first, "key").start(version);
  await giveBackStep(db, first, "The worker died.");
  const second = await claim(run);
  expect(await childRunsOf(db, second, "key").start(version)).toEqual({ runId, number });
  const awaits = { kind: "run" as const, runId };
  const parked = { call: 0, tool: "test.work", awaits, state: { runId, number }, answer: null };
  expect(await parkStep(db, second, parked, [])).toBe(true);

  for (const step of others.filter((each) => each.runId === runId)) await finishStep(db, step, "a()");
  await workAll(db, { runId });
  expect(await statusOf(runId)).toBe("succeeded");
  expect(await sweepParked(db)).toBe(1);
  const third = await claim(run);
  await giveBackStep(db, third, "The worker died.");
  const fourth = await claim(run);
  expect(await childRunsOf(db, fourth, "key").start(version)).toEqual({ runId, number });
  expect(await started(run)).toBe(1);
  expect(await childRunsOf(db, fourth, "key").end(runId)).toEqual({
    status: "succeeded",
    reason: null,
    outputs: { b: "b()", c: "c()" },
  });
});

test("an attempt that came to an end of its own has used up its run: the next one starts another", async () => {
  const { run, version } = await parent();
  const first = await claim(run);
  const runs = childRunsOf(db, first, "key");
  const one = await runs.start(version);
  expect(await runs.end(one.runId)).toBeNull();
  await abortRun(db, { workspaceId: run.workspaceId, runId: one.runId }, "Ann");
  expect(await runs.end(one.runId)).toMatchObject({ status: "aborted", outputs: {} });
  // Started again by the same call, it is that one all the same.
  expect(await runs.start(version)).toEqual(one);
  await failStep(db, first, FAILED);
  await decideStep(db, { ...run, stepId: "sub" }, { kind: "retry" }, "Ann");
  const other = await childRunsOf(db, await claim(run), "key").start(version);
  expect(other.runId).not.toBe(one.runId);
  expect(await started(run)).toBe(2);
});

test("a step whose run goes on is not given a second one, whatever became of the attempt that started it", async () => {
  const { run, version } = await parent();
  const first = await claim(run);
  const one = await childRunsOf(db, first, "key").start(version);
  await failStep(db, first, FAILED);
  await decideStep(db, { ...run, stepId: "sub" }, { kind: "retry" }, "Ann");
  expect(await childRunsOf(db, await claim(run), "other key").start(version)).toEqual(one);
});

test("a run that nobody waits for any more is aborted, and only that one", async () => {
  const wanted = await parent();
  const kept = await childRunsOf(db, await claim(wanted.run), "key").start(wanted.version);
  const { run, version } = await parent();
  const step = await claim(run);
  const one = await childRunsOf(db, step, "key").start(version);
  expect(await sweepOrphans(db)).toBe(0);
  const parked = {
    call: 0,
    tool: "test.work",
    awaits: { kind: "run" as const, runId: one.runId },
    state: null,
    answer: null,
  };
  await parkStep(db, step, parked, []);
  expect(await sweepOrphans(db)).toBe(0);
  await abortRun(db, run, "Ann");
  expect(await sweepOrphans(db)).toBe(1);
  expect(await sweepOrphans(db)).toBe(0);
  expect([await statusOf(one.runId), await statusOf(kept.runId)]).toEqual(["aborted", "running"]);
});

test("a run that is started while the one above it pauses begins with it, and not before", async () => {
  const { run, version } = await parent();
  const step = await claim(run);
  expect(await askRun(db, run, "pause")).toMatchObject({ applied: true });
  const { runId } = await childRunsOf(db, step, "key").start(version);
  expect([await statusOf(run.runId), await statusOf(runId)]).toEqual(["pausing", "paused"]);
  // By the transitions that a run has.
  const events = await readEvents(db, run.workspaceId, { [`run:${runId}`]: 0 });
  const told = events.flatMap(({ body }) => (body.type === "run.status" ? [body.status] : []));
  expect(told).toEqual(["queued", "pausing", "paused"]);
  expect(await askRun(db, run, "resume")).toMatchObject({ applied: true });
  expect([await statusOf(run.runId), await statusOf(runId)]).toEqual(["running", "running"]);
});

test("what a process left undone when it died is done by whoever looks next, and nothing else", async () => {
  const { run, version } = await parent();
  const step = await claim(run);
  const { runId } = await childRunsOf(db, step, "key").start(version);
  const child = { workspaceId: run.workspaceId, runId };
  // Only the run itself, as when the process dies after that.
  await changeRun(db, run, (open) => open.setStatus("pausing", null));
  expect(await followParents(db)).toBe(1);
  expect(await followParents(db)).toBe(0);
  expect(await statusOf(runId)).toMatch(/^paus(ed|ing)$/);
  await changeRun(db, run, (open) => open.setStatus("running", null));
  const looks = await Promise.all(Array.from({ length: 6 }, () => followParents(db)));
  expect(looks.reduce((sum, each) => sum + each)).toBe(1);
  expect(await statusOf(runId)).toBe("running");
  await askRun(db, child, "pause");
  expect(await followParents(db)).toBe(0);
});

test("the end of a run that is not there is told as such", async () => {
  const { run } = await parent();
  expect(await childRunsOf(db, await claim(run), "key").end(newId())).toMatchObject({ status: "aborted" });
});
