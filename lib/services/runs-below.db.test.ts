import { expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { getRun } from "./get-run.ts";
import { getStepRun } from "./get-step-run.ts";
import { listRuns } from "./list-runs.ts";

const { prisma: db } = await testDb();
const member = await newMember(db);

async function parentAndChild() {
  const { workspaceId } = member;
  const parent = await seedRun(db, testGraph(["part"]), { workspaceId });
  const child = await seedRun(db, testGraph(["x", "y"]), { workspaceId });
  await db.run.updateMany({
    where: { id: child.runId },
    data: { parentRun: parent.runId, parentStep: "part" },
  });
  const wait = (stepId: string, waitingFor: string, message: string) => db.$executeRaw`
    update step_runs set status = 'waiting', waiting_for = ${waitingFor}, ready_at = null,
      error = jsonb_build_object('code', 'spend', 'message', ${message}::text, 'retryable', false)
    where run_id = ${child.runId} and step_id = ${stepId}`;
  return { parent, child, wait };
}

test("a run says which part of it has stopped at a spend cap, also while the rest of that part goes on", async () => {
  const { parent, child, wait } = await parentAndChild();
  await db.run.updateMany({ where: { id: child.runId }, data: { status: "running" } });
  const below = async () => (await getRun({ ctx: member.ctx, input: { runId: parent.runId } })).below;
  expect(await below()).toMatchObject([{ runId: child.runId, status: "running", waits: null }]);
  await wait("x", "spend", "This run may take $1.00.");
  expect(await below()).toMatchObject([
    { status: "running", waits: "Stopped: spend cap. This run may take $1.00." },
  ]);
});

test("a list of runs counts what waits for people in one that goes on, what its parts wait for with it", async () => {
  const { parent, child, wait } = await parentAndChild();
  const of = { id: { in: [parent.runId, child.runId] } };
  await db.run.updateMany({ where: of, data: { status: "running" } });
  const needs = async () => {
    const { items } = await listRuns({ ctx: member.ctx, input: {} });
    return items.find(({ id }) => id === parent.runId)?.needs;
  };
  const nothing = { approval: 0, answer: 0, spend: 0, decision: 0, replan: 0 };
  expect(await needs()).toEqual(nothing);
  await wait("x", "answer", "");
  await wait("y", "decision", "");
  expect(await needs()).toEqual({ ...nothing, answer: 1, decision: 1 });
  await db.stepRun.updateMany({
    where: { runId: parent.runId },
    data: { status: "waiting", waitingFor: "approval", readyAt: null },
  });
  const { workspaceId, runId } = parent;
  await db.replan.create({
    data: { workspaceId, runId, id: newId(), status: "proposed", note: "", baseVersion: 1, createdBy: "Ann" },
  });
  expect(await needs()).toEqual({ ...nothing, answer: 1, decision: 1, approval: 1, replan: 1 });
  await db.run.updateMany({ where: of, data: { status: "aborted" } });
  expect(await needs()).toEqual(nothing);
});

test("a part that only waits for people is not told of as one that needs attention", async () => {
  const { parent, child, wait } = await parentAndChild();
  await wait("x", "answer", "");
  await db.run.updateMany({ where: { id: child.runId }, data: { status: "needs_attention" } });
  const { below } = await getRun({ ctx: member.ctx, input: { runId: parent.runId } });
  expect(below).toMatchObject([{ status: "needs_attention", waitsFor: "answer" }]);
  const step = { runId: parent.runId, stepId: "part" };
  expect((await getStepRun({ ctx: member.ctx, input: step })).children).toMatchObject([
    { waitsFor: "answer" },
  ]);
  await db.$executeRaw`update step_runs set status = 'failed' where run_id = ${child.runId} and step_id = 'y'`;
  const stuck = await getRun({ ctx: member.ctx, input: { runId: parent.runId } });
  expect(stuck.below).toMatchObject([{ waitsFor: null }]);
});
