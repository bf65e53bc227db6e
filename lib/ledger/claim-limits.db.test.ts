import { expect, test } from "vitest";
import type { Prisma } from "#lib/db/generated/client.ts";
import { testDb } from "#lib/testing/database.ts";
import { claimSteps, completeStep } from "#lib/testing/drive-run.ts";
import { seedRun, seedWorkspace, testGraph, testStep } from "#lib/testing/seed-run.ts";
import type { RunKey } from "./keys.ts";

const { prisma: db } = await testDb();

const many = (count: number, tool = "test.work") =>
  Array.from({ length: count }, (_, i) => testStep(`${tool.split(".").join("-")}-${i}`, { tool }));
const claim = (limit: number, workerId = "w1", after: string | null = null) =>
  claimSteps(db, { workerId, limit, leaseSeconds: 60, after });
const remove = ({ workspaceId }: Pick<RunKey, "workspaceId">) =>
  db.run.deleteMany({ where: { workspaceId } });

test("limits of the workspace and of a tool are exact over eight workers", async () => {
  const workspaceId = await seedWorkspace(db);
  await db.concurrencyLimit.createMany({
    data: [
      { workspaceId, scope: "*", most: 5 },
      { workspaceId, scope: "test.slow", most: 2 },
    ],
  });
  const graphs = [testGraph([...many(20, "test.slow"), ...many(20)]), testGraph(many(20, "test.slow"))];
  const runs = [];
  for (const graph of graphs) runs.push(await seedRun(db, graph, { workspaceId }));
  const over: string[] = [];
  const look = async () => {
    const [row] = await db.$queryRaw<{ running: number; slow: number }[]>`
      select count(*)::int as running, (count(*) filter (where own_tool = 'test.slow'))::int as slow
      from step_runs where status = 'running' and workspace_id = ${workspaceId}`;
    if (row && (row.running > 5 || row.slow > 2)) over.push(`${row.running} running, ${row.slow} slow`);
  };
  const work = async (workerId: string) => {
    let done = 0;
    for (;;) {
      const { steps } = await claim(4, workerId);
      await look();
      for (const step of steps) {
        await completeStep(db, step, { output: 1, summary: "", notes: [] });
        done++;
      }
      const open = await db.run.count({ where: { workspaceId, status: { not: "succeeded" } } });
      if (open === 0) return done;
    }
  };
  const done = await Promise.all(Array.from({ length: 8 }, (_, i) => work(`w${i}`)));
  expect(done.reduce((sum, each) => sum + each, 0)).toBe(60);
  expect(over).toEqual([]);
}, 60_000);

test("a tool at its limit does not keep other tools' steps of the same run waiting", async () => {
  const workspaceId = await seedWorkspace(db);
  await db.concurrencyLimit.create({ data: { workspaceId, scope: "test.slow", most: 1 } });
  const run = await seedRun(db, testGraph([...many(30, "test.slow"), testStep("zz-other")]), { workspaceId });
  const first = await claim(3);
  expect(first.steps.filter((step) => step.step.tool === "test.slow")).toHaveLength(1);
  const second = await claim(3);
  expect([...first.steps, ...second.steps].map((step) => step.stepId)).toContain("zz-other");
  expect((await claim(3)).steps).toEqual([]);
  await remove(run);
});

test("ten thousand ready steps of one workspace do not delay another's first", async () => {
  const crowd = await seedRun(db, testGraph(many(5_000)));
  await seedRun(db, testGraph(many(5_000)), { workspaceId: crowd.workspaceId });
  await claim(5);
  const other = await seedRun(db, testGraph(["only"]));
  const { steps } = await claim(1);
  expect(steps.map((step) => step.runId)).toEqual([other.runId]);
  await remove(crowd);
  await remove(other);
}, 60_000);

test("a worker that takes one step at a time goes round the runs of a workspace", async () => {
  const workspaceId = await seedWorkspace(db);
  const runs = [];
  for (let i = 0; i < 4; i++) runs.push((await seedRun(db, testGraph(many(3)), { workspaceId })).runId);
  const taken: (string | undefined)[] = [];
  let after: string | null = null;
  for (let i = 0; i < 12; i++) {
    const { steps, next } = await claim(1, "w1", after);
    taken.push(steps[0]?.runId);
    after = next;
  }
  expect(taken).toEqual([...runs, ...runs, ...runs]);
  await remove({ workspaceId });
});

test("what nobody may claim does not keep a step from being tried again when its time has come", async () => {
  const workspaceId = await seedWorkspace(db);
  const paused = await seedRun(db, testGraph(["a", "b", "c", "d"]), { workspaceId });
  const open = await seedRun(db, testGraph(["a"]), { workspaceId });
  const due = async (where: Prisma.StepRunWhereInput, readyAt: Date) => {
    await db.stepRun.updateMany({ where, data: { status: "waiting", waitingFor: "timer", readyAt } });
  };
  await due({ runId: open.runId }, new Date(Date.now() - 60_000));
  await due({ runId: paused.runId, stepId: { in: ["c", "d"] } }, new Date(Date.now() - 120_000));
  await db.run.updateMany({ where: { id: paused.runId }, data: { status: "paused" } });
  // Two are ready and two were due before, all of the paused run.
  expect((await claim(2)).steps.map((step) => step.runId)).toEqual([open.runId]);
  await remove({ workspaceId });
});

test("runs that may not go on, however many, do not hide one that may", async () => {
  const workspaceId = await seedWorkspace(db);
  for (let i = 0; i < 30; i++) await seedRun(db, testGraph(["a"]), { workspaceId });
  await db.run.updateMany({ where: { workspaceId }, data: { status: "paused" } });
  const open = await seedRun(db, testGraph(["a"]), { workspaceId });
  expect((await claim(2)).steps.map((step) => step.runId)).toEqual([open.runId]);
  await remove({ workspaceId });
});
