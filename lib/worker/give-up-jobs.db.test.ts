import { expect, test } from "vitest";
import { createPlan } from "#lib/services/create-plan.ts";
import { getPlan } from "#lib/services/get-plan.ts";
import { getRun } from "#lib/services/get-run.ts";
import { listChatMessages } from "#lib/services/list-chat-messages.ts";
import { requestReplan } from "#lib/services/request-replan.ts";
import { sendChatMessage } from "#lib/services/send-chat-message.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { giveUpJobs } from "./give-up-jobs.ts";

const { prisma: db } = await testDb();

async function planning() {
  const { ctx } = await newMember(db);
  const { planId } = await createPlan({ ctx, input: { goal: "Write a newsletter" } });
  return { key: `plan-goal:${planId}`, view: () => getPlan({ ctx, input: { planId } }) };
}

async function replanning() {
  const { ctx, workspaceId } = await newMember(db);
  const { runId } = await seedRun(db, testGraph(["a"]), { workspaceId });
  const { replanId } = await requestReplan({ ctx, input: { runId, note: "" } });
  return {
    key: `propose-replan:${replanId}`,
    view: async () => (await getRun({ ctx, input: { runId } })).replan,
  };
}

async function answering() {
  const { ctx, userId, workspaceId } = await newMember(db);
  const planId = await newPlan(db, { workspaceId, userId });
  const { answerId } = await sendChatMessage({ ctx, input: { planId, text: "Remove all", key: "k" } });
  const view = async () => {
    const { messages } = await listChatMessages({ ctx, input: { planId } });
    const message = messages.find(({ id }) => id === answerId);
    return message?.role === "planner"
      ? { status: message.status === "working" ? "planning" : message.status }
      : null;
  };
  return { key: `propose-chat-edit:${answerId}`, view };
}

const attemptsUsedUp = (key: string) =>
  db.$executeRaw`update graphile_worker._private_jobs set attempts = max_attempts where key = ${key}`;
const jobs = async (key: string) =>
  (await db.$queryRaw<unknown[]>`select 1 from graphile_worker._private_jobs where key = ${key}`).length;

test.each([
  ["a plan", planning],
  ["a replan", replanning],
  ["a message", answering],
])("%s whose job's attempts are used up, or whose job is gone, says that it failed", async (_name, begin) => {
  const [died, vanished] = [await begin(), await begin()];
  await attemptsUsedUp(died.key);
  await db.$executeRaw`select graphile_worker.remove_job(${vanished.key})`;
  expect(await giveUpJobs(db)).toBe(2);
  for (const { view, key } of [died, vanished]) {
    expect(await view()).toMatchObject({ status: "failed" });
    expect(await jobs(key)).toBe(0);
  }
  expect(await giveUpJobs(db)).toBe(0);
});

test.each([
  ["a plan", planning],
  ["a replan", replanning],
  ["a message", answering],
])("%s whose job waits, or is in its last attempt, is left alone", async (_name, begin) => {
  const [waiting, last] = [await begin(), await begin()];
  await attemptsUsedUp(last.key);
  await db.$executeRaw`
    update graphile_worker._private_jobs set locked_at = now(), locked_by = 'someone' where key = ${last.key}`;
  expect(await giveUpJobs(db)).toBe(0);
  for (const { view, key } of [waiting, last]) {
    expect(await view()).toMatchObject({ status: "planning" });
    expect(await jobs(key)).toBe(1);
  }
});
