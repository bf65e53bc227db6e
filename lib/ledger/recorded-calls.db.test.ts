import { expect, test } from "vitest";
import type { NewCall } from "#lib/domain/call.ts";
import { RECORDED_RESULT } from "#lib/domain/recorded-result.ts";
import { NOT_JUDGED } from "#lib/executor/judge-output.ts";
import { readEvents } from "#lib/events/read.ts";
import { testDb } from "#lib/testing/database.ts";
import { claimSteps } from "#lib/testing/drive-run.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { ToldSteps } from "#lib/testing/told-steps.ts";
import { beginCall } from "./begin-call.ts";
import { decideStep } from "./decide-step.ts";
import { failStep } from "./fail-step.ts";
import { filledBefore } from "./filled-before.ts";
import { finishCall } from "./finish-call.ts";
import { giveBackStep } from "./give-back-step.ts";
import { runTopic } from "./keys.ts";
import { stepViews } from "./step-views.ts";

const { prisma: db } = await testDb();

const call: NewCall = { call: 0, tool: "test.work", toolVersion: "1", sideEffect: "read", args: { q: "x" } };
const gone = { code: "gone", message: "The page is gone.", retryable: false };

async function claimOne() {
  const { steps } = await claimSteps(db, { workerId: "w1", limit: 1, leaseSeconds: 60 });
  const [step] = steps;
  if (!step) throw new Error("There was no step to claim.");
  return step;
}

test("what a lost attempt recorded serves the next one, and no more once a person asks for another try", async () => {
  const run = await seedRun(db, testGraph(["a"]));
  const lost = await claimOne();
  const start = await beginCall(db, lost, call);
  if (start.kind !== "make") throw new Error("Nothing was recorded before.");
  await finishCall(db, lost, start.callId, { status: "failed", error: gone });
  await giveBackStep(db, lost, "The worker was stopped.");

  const second = await claimOne();
  expect(await beginCall(db, second, call)).toEqual({
    kind: "recorded",
    outcome: { status: "failed", error: gone },
  });
  // Whoever follows the events knows the tool as whoever asks anew does.
  const told = new ToldSteps();
  const events = await readEvents(db, run.workspaceId, { [runTopic(run.runId)]: 0 });
  for (const event of events) told.take(event);
  expect(events.at(-1)?.body).toMatchObject({
    type: "step.changed",
    what: RECORDED_RESULT,
    step: { stepId: "a", attempt: 2, tool: "test.work", fallback: null },
  });
  expect([...told.views.values()]).toEqual(await stepViews(db, run));
  await failStep(db, second, { error: gone, notes: [], calls: [], missing: null });
  await decideStep(db, { ...run, stepId: "a" }, { kind: "retry" }, "Ann");
  expect(await beginCall(db, await claimOne(), call)).toMatchObject({ kind: "make" });
});

const unjudged = {
  code: NOT_JUDGED,
  message: "The checker model could not judge the output.",
  retryable: true,
};
const called = (changes: Partial<NewCall> = {}): NewCall => ({ ...call, ...changes });

test("an output that nobody could judge is taken again and judged, with the arguments a model had filled in", async () => {
  await seedRun(db, testGraph([testStep("a", { retry: { maxAttempts: 3, backoffSeconds: 0 } })]));
  const first = await claimOne();
  const start = await beginCall(db, first, call);
  if (start.kind !== "make") throw new Error("Nothing was recorded before.");
  await finishCall(db, first, start.callId, {
    status: "succeeded",
    output: { text: "Paid for." },
    summary: "Done",
    costMicros: 5,
  });
  await failStep(db, first, { error: unjudged, notes: [], calls: [], missing: null });

  const second = await claimOne();
  expect(await filledBefore(db, second, call)).toEqual(call.args);
  expect(await beginCall(db, second, call)).toEqual({
    kind: "recorded",
    outcome: { status: "succeeded", output: { text: "Paid for." }, summary: "Done", costMicros: 0 },
  });
  await failStep(db, second, { error: { ...gone, retryable: true }, notes: [], calls: [], missing: null });
  // That one failed of itself: it is done anew.
  const third = await claimOne();
  expect(await filledBefore(db, third, call)).toBeNull();
  expect(await beginCall(db, third, call)).toMatchObject({ kind: "make" });
});

test("arguments filled in before serve the very same call alone: its place, tool and version", async () => {
  await seedRun(db, testGraph(["a"]));
  const lost = await claimOne();
  await beginCall(db, lost, call);
  await giveBackStep(db, lost, "The worker was stopped.");
  const next = await claimOne();
  expect(await filledBefore(db, next, call)).toEqual(call.args);
  for (const other of [called({ call: 1 }), called({ tool: "test.other" }), called({ toolVersion: "2" })])
    expect(await filledBefore(db, next, other)).toBeNull();
});
