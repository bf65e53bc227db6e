import { expect, test } from "vitest";
import type { Awaited, ParkedCall } from "#lib/domain/call.ts";
import { testDb } from "#lib/testing/database.ts";
import { claimOf, completeStep } from "#lib/testing/drive-run.ts";
import { seedRun, testGraph } from "#lib/testing/seed-run.ts";
import type { ClaimedStep } from "./advance.ts";
import { abortRun } from "./abort-run.ts";
import { beginCall } from "./begin-call.ts";
import { changeRun } from "./change-run.ts";
import { decideStep } from "./decide-step.ts";
import { failStep } from "./fail-step.ts";
import { filledBefore } from "./filled-before.ts";
import { giveBackStep } from "./give-back-step.ts";
import type { RunKey } from "./keys.ts";
import { parkStep, wake } from "./park-step.ts";
import { parkedBefore } from "./parked-before.ts";
import { stepViews } from "./step-views.ts";
import { sweepParked } from "./sweep-parked.ts";

const { prisma: db } = await testDb();

const CALL = {
  call: 0,
  tool: "test.work",
  toolVersion: "1",
  sideEffect: "once",
  args: { to: "Ann" },
} as const;
const call = (awaits: Awaited): ParkedCall => ({
  call: 0,
  tool: "test.work",
  awaits,
  state: { n: 1 },
  answer: null,
});
const form: Awaited = { kind: "answer", title: "Which one?", form: { type: "object" } };
const past: Awaited = { kind: "until", at: "2020-01-01T00:00:00.000Z" };

async function parkedRun(awaits: Awaited): Promise<{ run: RunKey; step: ClaimedStep }> {
  const run = await seedRun(db, testGraph(["a", "b"], ["a>b"]));
  const [step] = await claimOf(db, run.runId);
  if (!step) throw new Error("Nothing was claimed.");
  await beginCall(db, step, CALL);
  expect(await parkStep(db, step, call(awaits), ["Waits."])).toBe(true);
  return { run, step };
}
const view = async (run: RunKey, id = "a") => (await stepViews(db, run, [id]))[0];
const status = async ({ runId }: RunKey) => (await db.run.findFirstOrThrow({ where: { id: runId } })).status;
const next = async ({ runId }: RunKey) => (await claimOf(db, runId))[0];
const answer = (run: RunKey, attempt: number) =>
  changeRun(db, run, (open) => wake(open, "answer", { stepId: "a", attempt }, "Answered"));

test("a step that waits for a time holds no worker, and goes on with the same call when it has come", async () => {
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const { run, step } = await parkedRun({ kind: "until", at: later });
  expect(await view(run)).toMatchObject({
    status: "waiting",
    waitingFor: "timer",
    wakeAt: later,
    notes: ["Waits."],
  });
  expect(await db.stepRun.findFirst({ where: { runId: run.runId, stepId: "a" } })).toMatchObject({
    lockedBy: null,
    leaseUntil: null,
  });
  expect(await status(run)).toBe("running");
  expect(await next(run)).toBeUndefined();
  expect(await parkStep(db, step, call(past), [])).toBe(false);

  // The column has milliseconds, and rounding may put it into the future.
  await db.$executeRaw`update step_runs set ready_at = clock_timestamp() - interval '1 second' where run_id = ${run.runId} and step_id = 'a'`;
  const again = await next(run);
  expect(again).toMatchObject({ stepId: "a", attempt: 2 });
  if (!again) return;
  expect(await parkedBefore(db, again)).toEqual(call({ kind: "until", at: later }));
  expect(await filledBefore(db, again, CALL)).toEqual({ to: "Ann" });
  const [first] = await db.toolCall.findMany({ where: { runId: run.runId } });
  expect(first?.status).toBe("parked");
  // The outside sees the same key, and the call is made: nothing had come of it yet.
  expect(await beginCall(db, again, CALL)).toMatchObject({
    kind: "make",
    idempotencyKey: first?.idempotencyKey,
  });
  expect(await completeStep(db, again, { output: 1, summary: "Done.", notes: [] })).toBe(true);
  expect(await view(run, "b")).toMatchObject({ status: "ready" });
});

test("a step that waits for an answer asks for attention, whatever the workspace wants when a run is stuck", async () => {
  const { run } = await parkedRun(form);
  await db.workspace.update({ where: { id: run.workspaceId }, data: { runSettings: { onStall: "fail" } } });
  expect(await view(run)).toMatchObject({ status: "waiting", waitingFor: "answer" });
  expect(await db.run.findFirst({ where: { id: run.runId } })).toMatchObject({
    status: "needs_attention",
    reason: "1 step waits for an answer.",
  });
  expect(await answer(run, 2)).toBe(false);
  expect(await answer(run, 1)).toBe(true);
  expect(await answer(run, 1)).toBe(false);
  expect(await status(run)).toBe("running");
  expect(await next(run)).toMatchObject({ stepId: "a", attempt: 2 });
});

test("a worker that dies while it goes on leaves the call to the next; one that failed leaves nothing", async () => {
  const { run } = await parkedRun(form);
  await answer(run, 1);
  const second = await next(run);
  if (!second) throw new Error("Nothing was claimed.");
  await giveBackStep(db, second, "The worker died.");
  const third = await next(run);
  if (!third) throw new Error("Nothing was claimed.");
  expect(await parkedBefore(db, third)).toMatchObject({ awaits: form });
  const error = { code: "wrong", message: "Wrong.", retryable: false };
  await failStep(db, third, { error, notes: [], calls: [], missing: null });
  await decideStep(db, { ...run, stepId: "a" }, { kind: "retry" }, "Ann");
  const fourth = await next(run);
  if (!fourth) throw new Error("Nothing was claimed.");
  expect(await parkedBefore(db, fourth)).toBeNull();
});

test("a step that waits for a run goes on when that one is over, and its own run is not stuck meanwhile", async () => {
  const child = await seedRun(db, testGraph(["x"]));
  const [x] = await claimOf(db, child.runId);
  const run = await seedRun(db, testGraph(["a"]), { workspaceId: child.workspaceId });
  const step = (await claimOf(db, run.runId))[0];
  if (!step || !x) throw new Error("Nothing was claimed.");
  await parkStep(db, step, call({ kind: "run", runId: child.runId }), []);
  expect(await status(run)).toBe("running");
  expect(await sweepParked(db)).toBe(0);
  await completeStep(db, x, { output: 1, summary: "Done.", notes: [] });
  expect(await sweepParked(db)).toBe(1);
  expect(await sweepParked(db)).toBe(0);
  expect(await next(run)).toMatchObject({ stepId: "a", attempt: 2 });
});

test("a waiting step is skipped by a person, and cancelled with its run", async () => {
  const skipped = await parkedRun(form);
  await decideStep(db, { ...skipped.run, stepId: "a" }, { kind: "skip", output: null }, "Ann");
  expect(await view(skipped.run)).toMatchObject({ status: "skipped" });
  expect(await answer(skipped.run, 1)).toBe(false);
  const aborted = await parkedRun(form);
  await abortRun(db, aborted.run, "Ann");
  expect(await view(aborted.run)).toMatchObject({ status: "cancelled" });
  expect(await status(aborted.run)).toBe("aborted");
});
