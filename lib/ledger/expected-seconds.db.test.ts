import { expect, test } from "vitest";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { testDb } from "#lib/testing/database.ts";
import { seedRun, seedWorkspace, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { expectedSeconds } from "./expected-seconds.ts";
import type { RunKey } from "./keys.ts";

const { prisma: db } = await testDb();
const TYPICAL = new Map([["test.work", 7]]);

/** A run whose steps succeeded after these seconds each. */
async function pastRun(
  key: { workspaceId: string; planId?: string },
  graph: PlanGraph,
  seconds: Record<string, number>,
): Promise<RunKey & { planId: string }> {
  const run = await seedRun(db, graph, { workspaceId: key.workspaceId });
  const planId = key.planId ?? run.planId;
  if (planId !== run.planId) {
    // A plan's later runs: moved there, with the version that both have.
    await db.$executeRaw`update runs set plan_id = ${planId} where id = ${run.runId}`;
  }
  for (const [stepId, took] of Object.entries(seconds)) {
    await db.$executeRaw`
      update step_runs set status = 'succeeded', own_tool = step->>'tool', started_at = now() - make_interval(secs => ${took}::float8), finished_at = now()
      where run_id = ${run.runId} and step_id = ${stepId}`;
  }
  return { ...run, planId };
}
async function expectedOf(key: { workspaceId: string; planId: string }, graph: PlanGraph) {
  return expectedSeconds(db, key, graph, TYPICAL);
}

test("without any history the author's expectation counts, else the tool's; slow is what reaches its timeout", async () => {
  const graph = testGraph([
    testStep("a"),
    testStep("b", { expectedSeconds: 3, timeoutSeconds: 60 }),
    testStep("c", { tool: "unknown" }),
  ]);
  const run = await seedRun(db, graph);
  const expected = await expectedOf(run, graph);
  expect(expected.get("a")).toEqual({ seconds: 7, attemptSeconds: 7, slowAfter: 30, source: "tool" });
  expect(expected.get("b")).toEqual({ seconds: 3, attemptSeconds: 3, slowAfter: 60, source: "author" });
  expect(expected.get("c")).toEqual({ seconds: 0, attemptSeconds: 0, slowAfter: 30, source: "tool" });
});

test("the same step in the plan's earlier runs counts more than its author; five of them say what is slow", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph([testStep("a", { expectedSeconds: 100 })]);
  const first = await pastRun({ workspaceId }, graph, { a: 2 });
  for (const took of [1, 3, 2]) await pastRun(first, graph, { a: took });
  expect((await expectedOf(first, graph)).get("a")).toMatchObject({
    seconds: 2,
    slowAfter: 30,
    source: "runs",
  });
  await pastRun(first, graph, { a: 2 });
  const expected = (await expectedOf(first, graph)).get("a");
  // Three times the 95th percentile of 1, 2, 2, 2, 3.
  expect(expected?.slowAfter).toBeCloseTo(3 * 2.8, 1);

  await db.workspace.update({ where: { id: workspaceId }, data: { runSettings: { slowFactor: 1 } } });
  expect((await expectedOf(first, graph)).get("a")?.slowAfter).toBeCloseTo(2.8, 1);
});

test("a quick step is slow after a second at the earliest, a slow one at its timeout at the latest", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph(["quick", "slow"]);
  const first = await pastRun({ workspaceId }, graph, { quick: 0.01, slow: 29 });
  for (let i = 0; i < 5; i++) await pastRun(first, graph, { quick: 0.01, slow: 29 });
  const expected = await expectedOf(first, graph);
  expect(expected.get("quick")?.slowAfter).toBe(1);
  expect(expected.get("slow")?.slowAfter).toBe(30);
});

test("a step that uses another tool now has no history of its own", async () => {
  const workspaceId = await seedWorkspace(db);
  const first = await pastRun({ workspaceId }, testGraph(["a"]), { a: 2 });
  const other = testGraph([testStep("a", { tool: "other" })]);
  expect((await expectedOf(first, other)).get("a")).toMatchObject({ seconds: 0, source: "tool" });
});

test("a step without history of its own takes its tool's in the workspace, and nothing of another workspace", async () => {
  const workspaceId = await seedWorkspace(db);
  for (const took of [4, 5, 6]) await pastRun({ workspaceId }, testGraph(["x"]), { x: took });
  const graph = testGraph(["new"]);
  const here = await seedRun(db, graph, { workspaceId });
  expect((await expectedOf(here, graph)).get("new")).toMatchObject({ seconds: 5, source: "workspace" });
  const elsewhere = await seedRun(db, graph);
  expect((await expectedOf(elsewhere, graph)).get("new")).toMatchObject({ seconds: 7, source: "tool" });
});

test("what a person decided, put right or took over from another run is no history", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph(["a", "b", "c", "d"]);
  const first = await pastRun({ workspaceId }, graph, { a: 2, b: 2, c: 2, d: 2 });
  await db.stepRun.updateMany({ where: { runId: first.runId, stepId: "a" }, data: { startedAt: null } });
  await db.stepRun.updateMany({ where: { runId: first.runId, stepId: "b" }, data: { corrected: {} } });
  await db.stepRun.updateMany({ where: { runId: first.runId, stepId: "c" }, data: { reused: {} } });
  const expected = await expectedOf(first, graph);
  expect(Object.fromEntries([...expected].map(([id, { source }]) => [id, source]))).toEqual({
    a: "workspace",
    b: "workspace",
    c: "workspace",
    d: "runs",
  });
});

test("a map expects the time of its whole, and of an attempt that of one item", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph(["list", testStep("each", { kind: "map", each: { ref: "list", path: [] } })]);
  const first = await pastRun({ workspaceId }, graph, { list: 1, each: 20 });
  const step = { workspaceId, runId: first.runId, step: {}, status: "succeeded", pending: 0 };
  await db.stepRun.updateMany({ where: { runId: first.runId, stepId: "each" }, data: { itemsTotal: 6 } });
  for (let item = 0; item < 6; item++) {
    const startedAt = new Date();
    const finishedAt = new Date(startedAt.getTime() + 2_000);
    const place = { stepId: `each.${item}`, mapStep: "each", item, ownTool: "test.work" };
    await db.stepRun.create({ data: { ...step, ...place, startedAt, finishedAt } });
  }
  const expected = (await expectedOf(first, graph)).get("each");
  expect(expected).toEqual({ seconds: 20, attemptSeconds: 2, slowAfter: 6, source: "runs" });
});

test("only the plan's latest twenty runs count", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph(["a"]);
  const first = await pastRun({ workspaceId }, graph, { a: 100 });
  for (let i = 0; i < 20; i++) await pastRun(first, graph, { a: i < 19 ? 1 : 2 });
  expect((await expectedOf(first, graph)).get("a")?.seconds).toBe(1);
  const most = await db.$queryRaw`select count(*)::int as runs from runs where plan_id = ${first.planId}`;
  expect(most).toEqual([{ runs: 21 }]);
});
