import { expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import { readEvents } from "#lib/events/read.ts";
import { testDb } from "#lib/testing/database.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { advance, type ClaimedStep } from "./advance.ts";
import { changeRun } from "./change-run.ts";
import { decideStep } from "./decide-step.ts";
import { expandStep } from "./expand-step.ts";
import { failStep } from "./fail-step.ts";
import { runTopic, type RunKey } from "./keys.ts";
import { rebaseRun } from "./rebase-run.ts";
import { stepViews } from "./step-views.ts";

const { prisma: db } = await testDb();

const claim = async () =>
  (await advance(db, { workerId: "w1", finished: [], limit: 100, leaseSeconds: 60, after: null })).claimed;
const finish = (
  step: ClaimedStep,
  how: { kind: "bypassed"; why: string } | { kind: "succeeded"; output: Json },
) =>
  advance(db, {
    workerId: "w1",
    finished: [
      how.kind === "bypassed"
        ? { ...step, ...how }
        : { ...step, ...how, summary: "Done", notes: [], calls: [], resultKey: null, reused: null },
    ],
    limit: 0,
    leaseSeconds: 60,
    after: null,
  });
async function claimOnly(id: string): Promise<ClaimedStep> {
  const claimed = await claim();
  const [step] = claimed;
  if (!step || claimed.length !== 1) throw new Error(`Claimed ${claimed.map((each) => each.stepId).join()}.`);
  expect(step.stepId).toBe(id);
  return step;
}
const states = async (run: RunKey) =>
  Object.fromEntries((await stepViews(db, run)).map((view) => [view.stepId, view.status]));
const outputOf = async (run: RunKey, stepId: string) =>
  (await db.stepRun.findUniqueOrThrow({ where: { workspaceId_runId_stepId: { ...key(run), stepId } } }))
    .output;
const key = ({ workspaceId, runId }: RunKey) => ({ workspaceId, runId });
const runStatus = async (run: RunKey) => (await db.run.findFirstOrThrow({ where: { id: run.runId } })).status;

function mapGraph(changes: { optional?: boolean } = {}) {
  const each = { ref: "list", path: [] };
  return testGraph(
    ["list", testStep("map", { kind: "map", each, ...changes }), "after"],
    ["list>map", "map>after"],
  );
}

test("a map's items are steps of their own; it is done with the last, and gives their outputs in order", async () => {
  const run = await seedRun(db, mapGraph());
  await finish(await claimOnly("list"), { kind: "succeeded", output: ["x", "y", null] });
  const map = await claimOnly("map");
  expect(map.outputs.get("list")?.output).toEqual(["x", "y", null]);
  expect(await expandStep(db, map, ["x", "y", null])).toBe(true);
  expect(await expandStep(db, map, ["x"])).toBe(false);
  const items = await claim();
  expect(items.map(({ stepId, item, step }) => ({ stepId, item, kind: step.kind, each: step.each }))).toEqual(
    [
      { stepId: "map.0", item: { index: 0, value: "x" }, kind: "tool", each: null },
      { stepId: "map.1", item: { index: 1, value: "y" }, kind: "tool", each: null },
      { stepId: "map.2", item: { index: 2, value: null }, kind: "tool", each: null },
    ],
  );
  for (const item of items.toReversed())
    await finish(item, { kind: "succeeded", output: `did ${item.stepId}` });
  expect(await outputOf(run, "map")).toEqual(["did map.0", "did map.1", "did map.2"]);
  await finish(await claimOnly("after"), { kind: "succeeded", output: null });
  expect(await runStatus(run)).toBe("succeeded");
  const events = await readEvents(db, run.workspaceId, { [runTopic(run.runId)]: 0 }, 1_000);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
});

test("an empty list is done at once", async () => {
  const run = await seedRun(db, mapGraph());
  await finish(await claimOnly("list"), { kind: "succeeded", output: [] });
  expect(await expandStep(db, await claimOnly("map"), [])).toBe(true);
  expect(await outputOf(run, "map")).toEqual([]);
  await finish(await claimOnly("after"), { kind: "succeeded", output: null });
  expect(await runStatus(run)).toBe("succeeded");
});

test("an item that fails stalls the run until a person has it tried again; an optional one gives null", async () => {
  const failure = {
    error: { code: "busy", message: "Busy.", retryable: false },
    notes: [],
    calls: [],
    missing: null,
  };
  const run = await seedRun(db, mapGraph());
  await finish(await claimOnly("list"), { kind: "succeeded", output: [1, 2] });
  await expandStep(db, await claimOnly("map"), [1, 2]);
  const [bad, good] = await claim();
  if (!bad || !good) throw new Error("There are two items.");
  await failStep(db, bad, failure);
  await finish(good, { kind: "succeeded", output: 20 });
  expect(await runStatus(run)).toBe("needs_attention");
  await decideStep(db, { ...run, stepId: "map.0" }, { kind: "retry" }, "Ann");
  await finish(await claimOnly("map.0"), { kind: "succeeded", output: 10 });
  expect(await outputOf(run, "map")).toEqual([10, 20]);
  await finish(await claimOnly("after"), { kind: "succeeded", output: null });

  const lenient = await seedRun(db, mapGraph({ optional: true }));
  await finish(await claimOnly("list"), { kind: "succeeded", output: [1, 2] });
  await expandStep(db, await claimOnly("map"), [1, 2]);
  const [first, second] = await claim();
  if (!first || !second) throw new Error("There are two items.");
  await failStep(db, first, failure);
  await finish(second, { kind: "succeeded", output: 20 });
  expect(await outputOf(lenient, "map")).toEqual([null, 20]);
  await finish(await claimOnly("after"), { kind: "succeeded", output: null });
  expect(await runStatus(lenient)).toBe("succeeded");
});

test("what depends only on steps that were passed by is passed by; what depends on another too is not", async () => {
  const graph = testGraph(["a", "b", "only", "next", "both"], ["a>only", "only>next", "a>both", "b>both"]);
  const run = await seedRun(db, graph);
  const [a, b] = await claim();
  if (!a || !b) throw new Error("There are two steps.");
  await finish(a, { kind: "bypassed", why: "Nothing was found." });
  expect(await states(run)).toEqual({
    a: "skipped",
    b: "running",
    only: "skipped",
    next: "skipped",
    both: "blocked",
  });
  await finish(b, { kind: "succeeded", output: 1 });
  await finish(await claimOnly("both"), { kind: "succeeded", output: 1 });
  expect(await runStatus(run)).toBe("succeeded");
});

test("a run that moves to another graph while a map waits for its items keeps them", async () => {
  const graph = mapGraph();
  const run = await seedRun(db, graph);
  await finish(await claimOnly("list"), { kind: "succeeded", output: ["x", "y"] });
  await expandStep(db, await claimOnly("map"), ["x", "y"]);
  const [first, second] = await claim();
  if (!first || !second) throw new Error("There are two items.");
  await finish(first, { kind: "succeeded", output: "X" });
  const moved = testGraph(
    [...graph.steps, "more"],
    [...graph.dependencies.map(({ from, to }) => `${from}>${to}`), "map>more"],
  );
  const author = { kind: "person" as const, userId: newId(), name: "Ann" };
  const locked = await changeRun(db, run, (open) =>
    rebaseRun(open, { graph: moved, author, summary: "More", toolVersions: {} }),
  );
  expect(locked).toEqual([]);
  await finish(second, { kind: "succeeded", output: "Y" });
  expect(await outputOf(run, "map")).toEqual(["X", "Y"]);
  const last = await claim();
  expect(last.map(({ stepId }) => stepId).toSorted()).toEqual(["after", "more"]);
  for (const step of last) await finish(step, { kind: "succeeded", output: null });
  expect(await runStatus(run)).toBe("succeeded");
});
