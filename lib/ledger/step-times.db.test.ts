import { expect, test } from "vitest";
import { testDb } from "#lib/testing/database.ts";
import { claimSteps, completeStep } from "#lib/testing/drive-run.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { beginCall } from "./begin-call.ts";
import { decideStep } from "./decide-step.ts";
import { failStep } from "./fail-step.ts";
import { finishCall } from "./finish-call.ts";
import { giveBackStep } from "./give-back-step.ts";
import type { RunKey } from "./keys.ts";
import { stepViews } from "./step-views.ts";

const { prisma: db } = await testDb();

async function claimOne() {
  const { steps } = await claimSteps(db, { workerId: "w1", limit: 1, leaseSeconds: 60 });
  const [step] = steps;
  if (!step) throw new Error("There was no step to claim.");
  return step;
}
async function times(run: RunKey) {
  const [view] = await stepViews(db, run);
  if (!view) throw new Error("There is no step.");
  const { status, startedAt, finishedAt, costMicros } = view;
  return { status, started: startedAt !== null, finished: finishedAt !== null, costMicros };
}
const busy = { code: "busy", message: "Busy.", retryable: true };

test("a step that waits for its next attempt has begun nothing, and keeps what it cost", async () => {
  const run = await seedRun(db, testGraph([testStep("a", { retry: { maxAttempts: 2, backoffSeconds: 0 } })]));
  const first = await claimOne();
  const start = await beginCall(db, first, {
    call: 0,
    tool: "test.work",
    toolVersion: "1",
    sideEffect: "read",
    args: {},
  });
  if (start.kind !== "make") throw new Error("Nothing was recorded before.");
  const outcome = { status: "succeeded" as const, output: 1, summary: "", costMicros: 7 };
  await finishCall(db, first, start.callId, outcome);
  expect(await times(run)).toEqual({ status: "running", started: true, finished: false, costMicros: 7 });
  await failStep(db, first, { error: busy, notes: [], calls: [], missing: null });
  expect(await times(run)).toEqual({ status: "waiting", started: false, finished: false, costMicros: 7 });

  await giveBackStep(db, await claimOne(), "The worker was stopped.");
  expect(await times(run)).toEqual({ status: "ready", started: false, finished: false, costMicros: 7 });

  await failStep(db, await claimOne(), { error: busy, notes: [], calls: [], missing: null });
  expect(await times(run)).toEqual({ status: "failed", started: true, finished: true, costMicros: 7 });
  await decideStep(db, { ...run, stepId: "a" }, { kind: "retry" }, "Ann");
  expect(await times(run)).toEqual({ status: "ready", started: false, finished: false, costMicros: 7 });
  await completeStep(db, await claimOne(), { output: null, summary: "", notes: [] });
  expect(await times(run)).toEqual({ status: "succeeded", started: true, finished: true, costMicros: 7 });
});

test("a step that a person skips took no time, however long ago it failed", async () => {
  const run = await seedRun(db, testGraph(["a"]));
  await failStep(db, await claimOne(), { error: busy, notes: [], calls: [], missing: null });
  await decideStep(db, { ...run, stepId: "a" }, { kind: "skip", output: null }, "Ann");
  expect(await times(run)).toEqual({ status: "skipped", started: false, finished: true, costMicros: 0 });
});
