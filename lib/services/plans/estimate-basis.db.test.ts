import { expect, test } from "vitest";
import { sizeClass } from "#lib/domain/known-uses.ts";
import { newId } from "#lib/domain/ids.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { testDb } from "#lib/testing/database.ts";
import { seedRun, seedWorkspace, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { readEstimateBasis } from "./estimate-basis.ts";

const { prisma: db } = await testDb();
const TOOL = "test.work";

type Took = { seconds: number; micros?: number; input?: JsonObject; tool?: string };
type PlanKey = { workspaceId: string; planId?: string };

/** A run of a plan (of a new one without `planId`) whose steps succeeded and took this. */
async function pastRun(
  key: PlanKey,
  graph: PlanGraph,
  took: Record<string, Took>,
): Promise<RunKey & { planId: string }> {
  const run = await seedRun(db, graph, { workspaceId: key.workspaceId });
  const planId = key.planId ?? run.planId;
  // A plan's later runs: moved there, with the version that both have.
  if (planId !== run.planId)
    await db.$executeRaw`update runs set plan_id = ${planId} where id = ${run.runId}`;
  for (const [stepId, { seconds, micros = 0, input = {}, tool = TOOL }] of Object.entries(took)) {
    const finishedAt = new Date();
    await db.stepRun.update({
      where: { workspaceId_runId_stepId: { workspaceId: run.workspaceId, runId: run.runId, stepId } },
      data: {
        status: "succeeded",
        attempt: 1,
        ownTool: TOOL,
        tool,
        input,
        output: { text: "x" },
        costMicros: micros,
        startedAt: new Date(finishedAt.getTime() - seconds * 1_000),
        finishedAt,
      },
    });
  }
  return { ...run, planId };
}

async function pastRuns(key: PlanKey, graph: PlanGraph, all: Record<string, Took>[]) {
  let last = await pastRun(key, graph, all[0] ?? {});
  const runs = [last];
  for (const took of all.slice(1)) runs.push((last = await pastRun({ ...last }, graph, took)));
  return { workspaceId: last.workspaceId, planId: last.planId, runs };
}

async function asked(
  { workspaceId, runId }: RunKey,
  stepId: string,
  parts: { model?: string; role?: string; costMicros?: number | null; failure?: string } = {},
) {
  const { model = "mini", role = "executor", costMicros = 7, failure = null } = parts;
  await db.modelCall.create({
    data: {
      workspaceId,
      runId,
      stepId,
      id: newId(),
      role,
      purpose: "step.write",
      provider: "OpenAI",
      model,
      inputTokens: failure === null ? 10 : null,
      outputTokens: failure === null ? 10 : null,
      costMicros,
      failure,
      seconds: 1,
    },
  });
}

const basisOf = ({ workspaceId, planId }: { workspaceId: string; planId: string }, graph: PlanGraph) =>
  readEstimateBasis(db, workspaceId, { id: planId, graph });
const seconds = (...all: number[]) => all.map((each) => ({ a: { seconds: each } }));
/** The uses of the test's tool by what was asked, however large. */
const ofTool = (basis: Awaited<ReturnType<typeof basisOf>>, models: string) =>
  basis.tools.find((uses) => uses.tool === TOOL && uses.models === models && uses.size === null);

test("a step's earlier runs give half and nine of ten of its seconds and costs, tools and models together", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph(["a"]);
  const key = await pastRuns(
    { workspaceId },
    graph,
    [1, 2, 3, 4, 11].map((each) => ({ a: { seconds: each, micros: each * 10 } })),
  );
  for (const run of key.runs) await asked(run, "a");
  expect((await basisOf(key, graph)).steps).toMatchObject([
    {
      stepId: "a",
      tool: TOOL,
      models: "executor OpenAI mini",
      count: 5,
      seconds: { p50: 3, p90: 8.2 },
      costMicros: { p50: 37, p90: 89 },
      costUnknown: false,
      toolMicros: { p50: 30, p90: 82 },
    },
  ]);
});

test("two runs say nothing; a new plan's steps have the tool's uses in the workspace; three are enough", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph(["a"]);
  const key = await pastRuns({ workspaceId }, graph, seconds(2, 4));
  expect(await basisOf(key, graph)).toMatchObject({ steps: [], tools: [] });
  await pastRun({ workspaceId }, graph, { a: { seconds: 6 } });
  const basis = await basisOf(key, graph);
  expect(basis.steps).toEqual([]);
  expect(ofTool(basis, "")).toMatchObject({ count: 3, seconds: { p50: 4, p90: 5.6 } });
  const other = await basisOf({ workspaceId, planId: newId() }, testGraph(["new"]));
  expect([other.steps, other.tools]).toEqual([[], basis.tools]);
});

test("another workspace's uses are never counted, not even those of a run with the same ids", async () => {
  const graph = testGraph(["a"]);
  const theirs = await pastRuns({ workspaceId: await seedWorkspace(db) }, graph, seconds(1, 1, 1, 1));
  const workspaceId = await seedWorkspace(db);
  const mine = await pastRuns({ workspaceId }, graph, seconds(9, 9));
  for (const run of mine.runs) {
    // Their model calls name my run.
    await asked({ workspaceId: theirs.workspaceId, runId: run.runId }, "a", { costMicros: 1_000 });
  }
  expect(await basisOf(mine, graph)).toMatchObject({ steps: [], tools: [] });
  expect(await readEstimateBasis(db, workspaceId, { id: theirs.planId, graph })).toMatchObject({
    steps: [],
    tools: [],
  });
  await pastRun(mine, graph, { a: { seconds: 9 } });
  expect((await basisOf(mine, graph)).steps).toMatchObject([
    { models: "", count: 3, seconds: { p50: 9 }, costMicros: { p50: 0, p90: 0 } },
  ]);
});

test("uses with another model are other uses; a call that failed names no model, but its cost counts", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph(["a"]);
  const key = await pastRuns({ workspaceId }, graph, seconds(1, 1, 1, 5, 5, 5, 5));
  for (const [place, run] of key.runs.entries()) {
    await asked(run, "a", { model: place < 3 ? "mini" : "maxi" });
    if (place >= 3) await asked(run, "a", { model: "mini", costMicros: 100, failure: "unavailable" });
  }
  const basis = await basisOf(key, graph);
  expect(basis.steps.toSorted((a, b) => a.count - b.count)).toMatchObject([
    { models: "executor OpenAI mini", count: 3, seconds: { p50: 1 }, costMicros: { p50: 7 } },
    { models: "executor OpenAI maxi", count: 4, seconds: { p50: 5 }, costMicros: { p50: 107 } },
  ]);
  expect(ofTool(basis, "executor OpenAI mini")).toMatchObject({ count: 3, seconds: { p50: 1 } });
  expect(ofTool(basis, "executor OpenAI maxi")).toMatchObject({ count: 4, seconds: { p50: 5 } });
  expect(basis.tools.find(({ asked: any }) => any === true)).toMatchObject({ models: null, count: 7 });
  expect(basis.tools.some(({ asked: any }) => any === false)).toBe(false);
});

test("names of models are put together as the domain does", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph(["a"]);
  const key = await pastRuns({ workspaceId }, graph, seconds(1, 1, 1));
  for (const run of key.runs) {
    await asked(run, "a");
    await asked(run, "a");
    await asked(run, "a", { role: "checker", model: "Judge" });
  }
  expect((await basisOf(key, graph)).steps[0]?.models).toBe("checker OpenAI Judge\nexecutor OpenAI mini");
});

test("a model call of unknown price makes the cost unknown", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph(["a"]);
  const key = await pastRuns({ workspaceId }, graph, seconds(1, 1, 1));
  for (const [place, run] of key.runs.entries())
    await asked(run, "a", { costMicros: place === 0 ? null : 7 });
  const basis = await basisOf(key, graph);
  expect(basis.steps).toMatchObject([{ costUnknown: true, costMicros: { p50: 7 } }]);
  expect(ofTool(basis, "executor OpenAI mini")).toMatchObject({ costUnknown: true });
});

test("uses are told apart by the size of what they read, in powers of four", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph(["a"]);
  // Too mixed to be compressed.
  const random = (length: number) => Array.from({ length }, () => newId().slice(-1)).join("");
  const [small, large] = [random(100), random(1_500)];
  for (const each of [1, 1, 1])
    await pastRun({ workspaceId }, graph, { a: { seconds: each, input: { small } } });
  for (const each of [8, 8, 8, 8])
    await pastRun({ workspaceId }, graph, { a: { seconds: each, input: { large } } });
  const basis = await basisOf({ workspaceId, planId: newId() }, graph);
  const sized = (bytes: number) => basis.tools.find(({ size }) => size === sizeClass(bytes));
  expect(sized(100)).toMatchObject({ tool: TOOL, models: "", count: 3, seconds: { p50: 1 } });
  expect(sized(1_500)).toMatchObject({ tool: TOOL, models: "", count: 4, seconds: { p50: 8 } });
  expect(ofTool(basis, "")).toMatchObject({ count: 7 });
});

test("attempts that failed and the waits between them count, a night between two attempts does not", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph(["a"]);
  const key = await pastRuns({ workspaceId }, graph, seconds(1, 1, 1));
  const at = (second: number) => new Date(Date.UTC(2030, 0, 1) + second * 1_000);
  for (const { runId } of key.runs) {
    const tries = [
      { attempt: 1, status: "failed", startedAt: at(0), finishedAt: at(4) },
      { attempt: 2, status: "failed", startedAt: at(10), finishedAt: at(12) },
      { attempt: 3, status: "succeeded", startedAt: at(40_000), finishedAt: at(40_003) },
    ];
    await db.attempt.createMany({ data: tries.map((one) => ({ workspaceId, runId, stepId: "a", ...one })) });
    const data = { attempt: 3, startedAt: at(40_000), finishedAt: at(40_003) };
    await db.stepRun.updateMany({ where: { runId }, data });
  }
  const basis = await basisOf(key, graph);
  expect(basis.steps).toMatchObject([{ seconds: { p50: 4 + 6 + 2 + 3, p90: 15 } }]);
  expect(ofTool(basis, "")).toMatchObject({ seconds: { p50: 15 } });
});

test("what failed, was put right, taken over, decided by a person or is older than 90 days does not count", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph(["a"]);
  const key = await pastRuns({ workspaceId }, graph, seconds(...Array.from({ length: 8 }, () => 1)));
  const change = [
    { status: "failed" },
    { corrected: {} },
    { reused: {} },
    { startedAt: null },
    { finishedAt: null },
  ];
  for (const [place, data] of change.entries()) {
    await db.stepRun.updateMany({ where: { runId: key.runs[place]?.runId ?? "" }, data });
  }
  expect((await basisOf(key, graph)).steps).toMatchObject([{ count: 3 }]);
  const old = new Date(Date.now() - 91 * 86_400_000);
  await db.run.updateMany({ where: { id: key.runs[7]?.runId ?? "" }, data: { createdAt: old } });
  expect(await basisOf(key, graph)).toMatchObject({ steps: [], tools: [] });
});

test("a fallback's time counts for its step, not for the step's own tool; a step with another tool now has none", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph(["a"]);
  const fell = { a: { seconds: 50, tool: "other" } };
  const key = await pastRuns({ workspaceId }, graph, [fell, fell, fell]);
  const basis = await basisOf(key, graph);
  expect(basis.steps).toMatchObject([{ tool: TOOL, seconds: { p50: 50 } }]);
  expect(basis.tools).toEqual([]);
});

test("a map is counted whole, its items as uses of the tool; how many there are is known from one run", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph(["list", testStep("each", { kind: "map", each: { ref: "list", path: [] } })]);
  const first = await pastRun({ workspaceId }, graph, { list: { seconds: 1 }, each: { seconds: 20 } });
  const withItems = async ({ runId }: RunKey, count: number) => {
    await db.stepRun.updateMany({ where: { runId, stepId: "each" }, data: { itemsTotal: count } });
    const finishedAt = new Date();
    const startedAt = new Date(finishedAt.getTime() - 2_000);
    const same = {
      workspaceId,
      runId,
      step: {},
      status: "succeeded",
      pending: 0,
      attempt: 1,
      ownTool: TOOL,
      mapStep: "each",
      startedAt,
      finishedAt,
      costMicros: 5,
    };
    await db.stepRun.createMany({
      data: Array.from({ length: count }, (_, item) => ({
        ...same,
        stepId: `each.${item}`,
        item,
      })),
    });
    await asked({ workspaceId, runId }, "each.0");
  };
  await withItems(first, 4);
  const one = await basisOf(first, graph);
  expect([one.steps, one.items]).toEqual([[], { each: 4 }]);
  expect(ofTool(one, "")).toMatchObject({ count: 4, seconds: { p50: 2 } });
  for (const count of [6, 8]) {
    await withItems(await pastRun(first, graph, { list: { seconds: 1 }, each: { seconds: 30 } }), count);
  }
  const three = await basisOf(first, graph);
  expect(three.items).toEqual({ each: 6 });
  expect(three.steps.find(({ stepId }) => stepId === "each")).toMatchObject({
    count: 3,
    seconds: { p50: 30 },
    costMicros: { p50: 6 * 5 + 7 },
    toolMicros: { p50: 30 },
  });
});

test("the models that are asked come with their prices, unknown ones with none", async () => {
  const workspaceId = await seedWorkspace(db);
  expect((await readEstimateBasis(db, workspaceId)).models).toEqual({ executor: null, checker: null });
  const add = async (kind: string, name: string, baseUrl: string | null) => {
    const id = newId();
    await db.modelConnection.create({
      data: { workspaceId, id, name, kind, baseUrl, sealedKey: null, createdBy: newId() },
    });
    return id;
  };
  const hosted = await add("openai", "Hosted", null);
  const own = await add("compatible", "Own", "http://127.0.0.1:9/v1");
  const choose = (role: string, connectionId: string, model: string) =>
    db.modelProfile.create({ data: { workspaceId, role, choices: [{ connectionId, model }] } });
  await choose("executor", hosted, "gpt-4o-mini");
  await choose("checker", own, "gpt-4o-mini");
  // The price table's 15 and 60 cents a million tokens.
  expect((await readEstimateBasis(db, workspaceId)).models).toEqual({
    executor: {
      provider: "Hosted",
      model: "gpt-4o-mini",
      price: { inputMicros: 150_000, outputMicros: 600_000 },
    },
    checker: { provider: "Own", model: "gpt-4o-mini", price: null },
  });
});
