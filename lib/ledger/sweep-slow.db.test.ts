import { expect, test } from "vitest";
import type { EventBody } from "#lib/domain/event.ts";
import { newId } from "#lib/domain/ids.ts";
import type { ReplanCause } from "#lib/domain/replan.ts";
import type { RunSettings } from "#lib/domain/settings.ts";
import type { Step } from "#lib/domain/step.ts";
import type { SideEffect } from "#lib/domain/tool.ts";
import { readEvents } from "#lib/events/read.ts";
import { testDb } from "#lib/testing/database.ts";
import { claimOf } from "#lib/testing/drive-run.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { answerSlow } from "./answer-slow.ts";
import { askRun } from "./ask-run.ts";
import { beginCall } from "./begin-call.ts";
import { giveBackStep } from "./give-back-step.ts";
import { runTopic, type RunKey } from "./keys.ts";
import { stepViews } from "./step-views.ts";
import { sweepSlow } from "./sweep-slow.ts";

const { prisma: db } = await testDb();

const noReplan = () => Promise.reject(new Error("No replan was asked for."));
const FALLBACK = { fallbacks: [{ tool: "other", args: {} }] };

/** A run whose step "a" runs, has begun a call with this side effect, and should have ended a minute ago. */
async function slowRun(
  settings: Partial<RunSettings>,
  { sideEffect = "read", ...step }: Partial<Step> & { sideEffect?: SideEffect } = {},
): Promise<RunKey> {
  const run = await seedRun(db, testGraph([testStep("a", step), "b"], ["a>b"]));
  await db.workspace.update({ where: { id: run.workspaceId }, data: { runSettings: settings } });
  const [claimed] = await claimOf(db, run.runId);
  if (!claimed) throw new Error("There was nothing to claim.");
  const { workspaceId, runId, stepId, attempt, workerId } = claimed;
  const token = { workspaceId, runId, stepId, attempt, workerId };
  await beginCall(db, token, { call: 0, tool: "test.work", toolVersion: "1", sideEffect, args: {} });
  await slowSince(run, 60);
  return run;
}
async function slowSince({ runId }: RunKey, seconds: number) {
  await db.$executeRaw`
    update step_runs set slow_after = 30, expected_seconds = 10, slow_at = now() - make_interval(secs => ${seconds}::float8)
    where run_id = ${runId} and status = 'running'`;
}
async function rowOf({ runId }: RunKey) {
  return db.stepRun.findFirstOrThrow({ where: { runId, stepId: "a" } });
}
async function slowEvents({ workspaceId, runId }: RunKey): Promise<EventBody[]> {
  const events = await readEvents(db, workspaceId, { [runTopic(runId)]: 0 });
  return events.map(({ body }) => body).filter((body) => body.type === "step.slow");
}

test("a step that is not slow yet, does not run, or is being aborted is left alone", async () => {
  const early = await slowRun({});
  await slowSince(early, -60);
  const aborting = await slowRun({});
  const idle = await seedRun(db, testGraph(["a"]));
  await db.$executeRaw`update step_runs set slow_at = now() - interval '1 hour' where run_id = ${idle.runId}`;
  await db.run.updateMany({ where: { id: aborting.runId }, data: { status: "aborting" } });
  expect(await sweepSlow(db, noReplan)).toEqual([]);
  for (const run of [early, idle, aborting]) expect(await slowEvents(run)).toEqual([]);
  await db.run.updateMany({ where: { id: { in: [early.runId, idle.runId] } }, data: { status: "failed" } });
});

test("a slow step is told of and marked, and goes on when the workspace waits", async () => {
  const run = await slowRun({});
  expect(await sweepSlow(db, noReplan)).toEqual([{ ...key(run), stepId: "a", attempt: 1, answer: "wait" }]);
  expect(await slowEvents(run)).toEqual([
    { type: "step.slow", stepId: "a", attempt: 1, expectedSeconds: 10, answer: "wait" },
  ]);
  const [view] = await stepViews(db, run, ["a"]);
  expect(view).toMatchObject({ status: "running", slow: true });
  expect(await rowOf(run)).toMatchObject({ stopFor: null });
});

test("any number of sweeps at once, and all later ones, find an attempt once", async () => {
  const runs = [await slowRun({}), await slowRun({}), await slowRun({})];
  const found = (await Promise.all(Array.from({ length: 6 }, () => sweepSlow(db, noReplan)))).flat();
  expect(found.map(({ runId }) => runId).toSorted()).toEqual(runs.map(({ runId }) => runId).toSorted());
  expect(await sweepSlow(db, noReplan)).toEqual([]);
  for (const run of runs) expect(await slowEvents(run)).toHaveLength(1);
});

test.each([
  ["retry_elsewhere", "read", {}, "retry_elsewhere"],
  ["retry_elsewhere", "idempotent", {}, "retry_elsewhere"],
  ["retry_elsewhere", "once", {}, "ask"],
  ["fall_back", "read", FALLBACK, "fall_back"],
  ["fall_back", "read", {}, "ask"],
  ["fall_back", "once", FALLBACK, "ask"],
  ["ask", "read", {}, "ask"],
] as const)("%s with a call that is %s and %j: %s", async (onSlow, sideEffect, step, answer) => {
  const run = await slowRun({ onSlow }, { sideEffect, ...step });
  expect(await sweepSlow(db, noReplan)).toMatchObject([{ answer }]);
  expect(await rowOf(run)).toMatchObject({ slow: true, stopFor: answer === "ask" ? null : answer });
});

test("what another worker was too slow with as well is asked about", async () => {
  const run = await slowRun({ onSlow: "retry_elsewhere" });
  expect(await sweepSlow(db, noReplan)).toMatchObject([{ attempt: 1, answer: "retry_elsewhere" }]);
  const token = { ...key(run), stepId: "a", attempt: 1, workerId: "w1" };
  await giveBackStep(db, token, "It took too long.", false, { avoidWorker: true });
  await db.$executeRaw`update step_runs set avoid_worker = null where run_id = ${run.runId}`;
  const [again] = await claimOf(db, run.runId);
  expect(again).toMatchObject({ stepId: "a", attempt: 2 });
  await slowSince(run, 60);
  expect(await sweepSlow(db, noReplan)).toMatchObject([{ attempt: 2, answer: "ask" }]);
});

test("a replan is asked for once a step, with its cause, in the same transaction", async () => {
  const run = await slowRun({ onSlow: "replan" });
  const asked: ReplanCause[] = [];
  const openReplan = async (_: unknown, cause: ReplanCause) => {
    asked.push(cause);
    return Promise.resolve([]);
  };
  await expect(sweepSlow(db, noReplan)).rejects.toThrow("No replan was asked for.");
  expect(await rowOf(run)).toMatchObject({ slow: false, slowReplan: false });
  expect(await sweepSlow(db, openReplan)).toMatchObject([{ answer: "replan" }]);
  expect(asked).toMatchObject([{ kind: "slow", stepId: "a", expectedSeconds: 10 }]);
  // The next attempt is slow too.
  await db.stepRun.updateMany({ where: { runId: run.runId }, data: { slow: false } });
  expect(await sweepSlow(db, openReplan)).toMatchObject([{ answer: "ask" }]);
  expect(asked).toHaveLength(1);
});

test("a run that has had as many unasked replans as it may asks a person", async () => {
  const run = await slowRun({ onSlow: "replan", mostReplans: 1 });
  const earlier = { note: "", baseVersion: 1, status: "rejected", createdBy: "system" };
  await db.replan.create({ data: { ...key(run), id: newId(), ...earlier } });
  expect(await sweepSlow(db, noReplan)).toMatchObject([{ answer: "ask" }]);
});

test("a pausing run's step is found as well", async () => {
  const run = await slowRun({});
  await askRun(db, run, "pause");
  expect(await sweepSlow(db, noReplan)).toMatchObject([{ answer: "wait" }]);
});

test("a person's answer to a step that is not slow, or that cannot be stopped, changes nothing", async () => {
  const run = await slowRun({}, { sideEffect: "once", ...FALLBACK });
  const step = { ...key(run), stepId: "a" };
  expect(await answerSlow(db, step, "wait", "Ann")).toBe("not_slow");
  expect(await answerSlow(db, { ...step, stepId: "b" }, "wait", "Ann")).toBe("not_slow");
  await sweepSlow(db, noReplan);
  expect(await answerSlow(db, step, "retry_elsewhere", "Ann")).toBe("not_repeatable");
  expect(await answerSlow(db, step, "fall_back", "Ann")).toBe("not_repeatable");
  expect(await rowOf(run)).toMatchObject({ slow: true, stopFor: null, notes: [] });
  const other = await slowRun({});
  await sweepSlow(db, noReplan);
  expect(await answerSlow(db, { ...key(other), stepId: "a" }, "fall_back", "Ann")).toBe("no_fallback");
});

test("a person stops a slow step once, and its worker is told why", async () => {
  const run = await slowRun({}, FALLBACK);
  const step = { ...key(run), stepId: "a" };
  await sweepSlow(db, noReplan);
  const answers = await Promise.all(
    (["fall_back", "retry_elsewhere"] as const).map((answer) => answerSlow(db, step, answer, "Ann")),
  );
  expect(answers.toSorted()).toEqual(["done", "not_slow"]);
  expect(["fall_back", "retry_elsewhere"]).toContain((await rowOf(run)).stopFor);
});

test("a person who waits is asked again when as much time has passed once more", async () => {
  const run = await slowRun({});
  await sweepSlow(db, noReplan);
  expect(await answerSlow(db, { ...key(run), stepId: "a" }, "wait", "Ann")).toBe("done");
  const row = await rowOf(run);
  expect(row).toMatchObject({ slow: false, stopFor: null });
  expect(row.notes).toEqual(["Ann chose to wait, though this takes longer than expected."]);
  expect(await sweepSlow(db, noReplan)).toEqual([]);
  await slowSince(run, 1);
  expect(await sweepSlow(db, noReplan)).toHaveLength(1);
});

function key({ workspaceId, runId }: RunKey): RunKey {
  return { workspaceId, runId };
}
