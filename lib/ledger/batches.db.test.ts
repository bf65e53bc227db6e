import { expect, test } from "vitest";
import { readEvents } from "#lib/events/read.ts";
import { testDb } from "#lib/testing/database.ts";
import { ToldSteps } from "#lib/testing/told-steps.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { advance, type ClaimedStep } from "./advance.ts";
import type { FinishedStep } from "./finished-step.ts";
import { giveBackStep } from "./give-back-step.ts";
import { runTopic, type RunKey } from "./keys.ts";
import { stepViews } from "./step-views.ts";

const { prisma: db } = await testDb();

/** Two layers that depend on each other in several ways; some of the first are passed by. */
const GRAPH = testGraph(
  [
    ...["a", "b", "c", "d", "e", "f"].map((id) => testStep(id)),
    ...["both", "passed", "mixed", "late"].map((id) => testStep(id)),
  ],
  ["a>both", "b>both", "c>passed", "d>passed", "a>mixed", "c>mixed", "f>late", "passed>late"],
);

function endOf(step: ClaimedStep): FinishedStep {
  if (step.stepId === "c" || step.stepId === "d") {
    return { ...step, kind: "bypassed", why: "There was nothing." };
  }
  const call = {
    call: 0,
    tool: "test.work",
    toolVersion: "1",
    sideEffect: "read" as const,
    args: { q: step.stepId },
  };
  const output = { of: step.stepId };
  return {
    ...step,
    kind: "succeeded",
    output,
    summary: `Did ${step.stepId}`,
    notes: [`Note of ${step.stepId}`],
    calls: [{ kind: "local", ...call, outcome: { status: "succeeded", output, summary: "", costMicros: 7 } }],
    resultKey: `key of ${step.stepId}`,
    reused: null,
  };
}

/** What differs from one run to the next. */
const OTHERWISE = {
  workspaceId: true,
  runId: true,
  leaseUntil: true,
  readyAt: true,
  startedAt: true,
  finishedAt: true,
  slowAt: true,
};

/** What a run came to, without times and ids. */
async function whatCameOf(run: RunKey) {
  const rows = await db.stepRun.findMany({
    where: { runId: run.runId },
    orderBy: { stepId: "asc" },
    omit: OTHERWISE,
  });
  const { status, undone, live } = await db.run.findFirstOrThrow({ where: { id: run.runId } });
  const calls = await db.toolCall.findMany({
    where: { runId: run.runId },
    orderBy: { stepId: "asc" },
    select: { stepId: true, attempt: true, call: true, status: true, args: true, result: true },
  });
  const events = await readEvents(db, run.workspaceId, { [runTopic(run.runId)]: 0 }, 1_000);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
  // The last thing that was said of each step.
  const told = new ToldSteps();
  for (const event of events) told.take(event);
  expect([...told.views.values()].toSorted((a, b) => (a.stepId < b.stepId ? -1 : 1))).toEqual(
    (await stepViews(db, run)).toSorted((a, b) => (a.stepId < b.stepId ? -1 : 1)),
  );
  return { rows, run: { status, undone, live }, calls };
}

async function carryOut(together: boolean) {
  const run = await seedRun(db, GRAPH);
  const ask = (finished: FinishedStep[], limit: number) =>
    advance(db, { workerId: "w1", finished, limit, leaseSeconds: 60, after: null });
  const after: unknown[] = [];
  let { claimed } = await ask([], 100);
  // One was lost meanwhile: in a batch it changes nothing, and the others are recorded.
  const lost = claimed.find(({ stepId }) => stepId === "e");
  if (lost) await giveBackStep(db, lost, "Lost.");
  while (claimed.length > 0) {
    const ended = claimed.map(endOf);
    const stale: string[] = [];
    for (const batch of together ? [ended] : ended.map((each) => [each])) {
      const answer = await ask(batch, 0);
      stale.push(...answer.stale.map(({ stepId, attempt }) => `${stepId} ${attempt}`));
    }
    after.push({ stale, ...(await whatCameOf(run)) });
    ({ claimed } = await ask([], 100));
  }
  return after;
}

test("steps recorded together come to exactly what they come to one by one", async () => {
  const oneByOne = await carryOut(false);
  expect(oneByOne).toMatchObject([{ stale: ["e 1"] }, {}]);
  expect(oneByOne.at(-1)).toMatchObject({ run: { status: "succeeded", undone: 0, live: 0 } });
  expect(await carryOut(true)).toEqual(oneByOne);
});
