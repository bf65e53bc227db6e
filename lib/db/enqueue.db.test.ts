import { expect, test } from "vitest";
import { enqueue } from "#lib/db/enqueue.ts";
import { newId } from "#lib/domain/ids.ts";
import { testDb } from "#lib/testing/database.ts";

const { prisma, pool } = await testDb();
const payload = { workspaceId: newId(), planId: newId(), choice: null };

async function jobs() {
  const sql = `select tasks.identifier as task_identifier, payload, max_attempts, key
    from graphile_worker._private_jobs as jobs join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id`;
  return (await pool.query<Record<string, unknown>>(sql)).rows;
}

test("a job does not exist when its transaction rolls back", async () => {
  const attempt = prisma.$transaction(async (tx) => {
    await enqueue(tx, "plan-goal", payload);
    throw new Error("changed my mind");
  });
  await expect(attempt).rejects.toThrow("changed my mind");
  expect(await jobs()).toEqual([]);
});

test("a job exists once its transaction commits, and its key replaces it", async () => {
  await prisma.$transaction((tx) => enqueue(tx, "plan-goal", payload, { key: "k", maxAttempts: 3 }));
  await prisma.$transaction((tx) =>
    enqueue(tx, "plan-goal", { ...payload, choice: "b" }, { key: "k", maxAttempts: 4 }),
  );
  expect(await jobs()).toEqual([
    {
      task_identifier: "plan-goal",
      payload: { ...payload, choice: "b", answers: null },
      max_attempts: 4,
      key: "k",
    },
  ]);
});

test("a payload of the wrong shape is refused before it reaches the database", async () => {
  const wrong = { workspaceId: newId() } as unknown as typeof payload;
  await expect(enqueue(prisma, "plan-goal", wrong)).rejects.toThrow(/planId/);
});
