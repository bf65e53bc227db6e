import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { testDb } from "#lib/testing/database.ts";
import { registerWorker } from "./register-worker.ts";

const { prisma: db, url } = await testDb();

async function begin() {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  let open = true;
  const end = async () => {
    if (open) await client.end();
    open = false;
  };
  onTestFinished(end);
  const id = newId();
  await registerWorker(client, { id, host: "test", pid: 1, concurrency: 1 });
  return { id, end };
}

test("a new worker clears away those that died a month ago, and no living or recent one", async () => {
  const [dead, alive, recent] = [await begin(), await begin(), await begin()];
  await db.$executeRaw`
    update workers set started_at = now() - interval '40 days' where id in (${dead.id}, ${alive.id})`;
  await dead.end();
  await recent.end();
  // A closed connection's lock is free a moment later.
  await expect
    .poll(async () => {
      const latest = await begin();
      const ids = (await db.worker.findMany({ select: { id: true } })).map(({ id }) => id);
      expect(ids).toEqual(expect.arrayContaining([alive.id, recent.id, latest.id]));
      return ids.includes(dead.id);
    })
    .toBe(false);
});
