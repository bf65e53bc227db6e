import pg from "pg";
import { expect, test } from "vitest";
import { enqueue } from "#lib/db/enqueue.ts";
import { newId } from "#lib/domain/ids.ts";
import { registerWorker } from "#lib/ledger/register-worker.ts";
import { testDb } from "#lib/testing/database.ts";
import { freeJobs } from "./free-jobs.ts";

const { prisma: db, url } = await testDb();

test("frees a dead worker's jobs at once, and leaves a living one's alone", async () => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const workerId = newId();
  await registerWorker(client, { id: workerId, host: "test", pid: 1, concurrency: 1 });
  await db.$transaction((tx) =>
    enqueue(tx, "plan-goal", { workspaceId: newId(), planId: newId(), choice: null }),
  );
  await db.$executeRaw`
    update graphile_worker._private_jobs set locked_at = now(), locked_by = ${`${workerId}-0`}`;
  const locked = async () => {
    const [row] = await db.$queryRaw<{ locked_by: string | null }[]>`
      select locked_by from graphile_worker._private_jobs`;
    return row?.locked_by;
  };

  expect(await freeJobs(db)).toBe(0);
  expect(await locked()).toBe(`${workerId}-0`);
  await client.end();
  await expect.poll(() => freeJobs(db)).toBe(1);
  expect(await locked()).toBeNull();
});
