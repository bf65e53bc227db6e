import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { registerWorker, signOffWorker } from "#lib/ledger/register-worker.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { listWorkers } from "./list-workers.ts";

const { prisma: db, url } = await testDb();

const clients: pg.Client[] = [];
afterAll(() => Promise.all(clients.map((client) => client.end().catch(() => undefined))));

/** A worker that lives until its client ends. */
async function worker(): Promise<{ id: string; client: pg.Client }> {
  const client = new pg.Client({ connectionString: url });
  clients.push(client);
  await client.connect();
  const id = newId();
  await registerWorker(client, { id, host: "machine", pid: 7, concurrency: 4 });
  return { id, client };
}
async function stateOf(ctx: Parameters<typeof listWorkers>[0]["ctx"], id: string) {
  return (await listWorkers({ ctx, input: {} })).workers.find((each) => each.id === id)?.state ?? null;
}

test("nothing is running, nothing waits", async () => {
  const { ctx } = await newMember(db);
  expect(await listWorkers({ ctx, input: {} })).toEqual({
    workers: [],
    queue: { steps: 0, most: 20_000, oldest: null },
    inAll: { ready: 0, running: 0 },
  });
});

test("a worker is alive while its connection stands, then lost, and one that signed off has stopped", async () => {
  const { ctx } = await newMember(db);
  const [dies, stops] = [await worker(), await worker()];
  expect([await stateOf(ctx, dies.id), await stateOf(ctx, stops.id)]).toEqual(["alive", "alive"]);
  await signOffWorker(stops.client, stops.id);
  expect(await stateOf(ctx, stops.id)).toBe("stopped");
  await dies.client.end();
  await expect.poll(() => stateOf(ctx, dies.id)).toBe("lost");
  await db.$executeRaw`
    update workers set started_at = now() - interval '3 hours', stopped_at = stopped_at - interval '2 hours',
      last_seen_at = now() - interval '2 hours'`;
  expect([await stateOf(ctx, dies.id), await stateOf(ctx, stops.id)]).toEqual([null, null]);
});

test("a member sees what runs and waits in their own workspace; an owner how much there is in all", async () => {
  const [owner, viewer] = [await newMember(db), await newMember(db, { role: "viewer" })];
  const { id } = await worker();
  const graph = testGraph(["a", "b", "c", "d"], ["a>d"]);
  const mine = await seedRun(db, graph, { workspaceId: owner.workspaceId });
  const other = await seedRun(db, graph, { workspaceId: viewer.workspaceId });
  const ready = { runId: mine.runId, stepId: "b" };
  await db.stepRun.updateMany({ where: ready, data: { readyAt: new Date(Date.now() - 60_000) } });
  for (const runId of [mine.runId, other.runId]) {
    await db.stepRun.updateMany({ where: { runId, stepId: "a" }, data: { status: "running", lockedBy: id } });
  }
  const seen = await listWorkers({ ctx: owner.ctx, input: {} });
  expect(seen.queue).toMatchObject({ steps: 2, oldest: { runId: mine.runId, stepId: "b", title: "Step b" } });
  expect(seen.workers.find((each) => each.id === id)).toMatchObject({ running: 1, concurrency: 4 });
  expect(seen.inAll).toEqual({ ready: 4, running: 2 });
  const fromOutside = await listWorkers({ ctx: viewer.ctx, input: {} });
  expect(fromOutside.inAll).toBeNull();
  expect(fromOutside.queue.oldest?.runId).toBe(other.runId);
  expect(JSON.stringify(fromOutside)).not.toContain(mine.runId);
});

test("steps of a paused run and steps that wait for their time wait for no worker", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const paused = await seedRun(db, testGraph(["a"]), { workspaceId });
  await db.run.updateMany({ where: { id: paused.runId }, data: { status: "paused" } });
  const later = await seedRun(db, testGraph(["a"]), { workspaceId });
  const readyAt = new Date(Date.now() + 600_000);
  await db.stepRun.updateMany({ where: { runId: later.runId }, data: { readyAt } });
  expect((await listWorkers({ ctx, input: {} })).queue).toMatchObject({ steps: 0, oldest: null });
});
