import { expect, onTestFinished, test, vi } from "vitest";
import { createLogger } from "#lib/config/logger.ts";
import { enqueue } from "#lib/db/enqueue.ts";
import { JOB_PAYLOADS } from "#lib/domain/job.ts";
import { newId } from "#lib/domain/ids.ts";
import { testDb } from "#lib/testing/database.ts";
import { startJobRunners } from "./job-runners.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 20_000, interval: 10 };

/** Job runners whose jobs say when they begin, and end when they are told to. */
async function runners(count: number) {
  const begun: string[] = [];
  const open: { workspaceId: string; end: () => void }[] = [];
  let over = false;
  const work = async (workspaceId: string) => {
    begun.push(workspaceId);
    // A job may begin between the end of a test and that of its runners.
    if (over) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    open.push({ workspaceId, end: resolve });
    await promise;
  };
  const { stop } = await startJobRunners({
    connectionString: url,
    workerId: newId(),
    count,
    log: createLogger("test"),
    tasks: {
      "plan-goal": (payload) => work(JOB_PAYLOADS["plan-goal"].parse(payload).workspaceId),
      "propose-chat-edit": (payload) => work(JOB_PAYLOADS["propose-chat-edit"].parse(payload).workspaceId),
    },
  });
  onTestFinished(async () => {
    over = true;
    for (const { end } of open) end();
    await stop();
    await db.$executeRaw`delete from graphile_worker._private_jobs`;
  });
  /** Ends the first job that is under way. */
  const endOne = () => open.shift()?.end();
  return { begun, open, endOne, until: (condition: () => boolean) => vi.waitUntil(condition, WAIT) };
}

const plan = (workspaceId: string, key?: string) =>
  db.$transaction((tx) =>
    enqueue(
      tx,
      "plan-goal",
      { workspaceId, planId: newId(), choice: null },
      key === undefined ? {} : { key },
    ),
  );
const chat = (workspaceId: string) =>
  db.$transaction((tx) =>
    enqueue(tx, "propose-chat-edit", { workspaceId, planId: newId(), messageId: newId() }),
  );

async function several(count: number, work: () => Promise<unknown>) {
  for (let i = 0; i < count; i++) await work();
}

test("a workspace whose planning hangs has two of six runners, and everybody else's begin all the same", async () => {
  const [busy, other, third] = [newId(), newId(), newId()];
  const { begun, endOne, until } = await runners(6);
  const of = (id: string) => begun.filter((each) => each === id).length;
  // All at once, so that six idle runners are woken by the same commit.
  await db.$transaction(async (tx) => {
    await several(20, () => enqueue(tx, "plan-goal", { workspaceId: busy, planId: newId(), choice: null }));
  });
  await until(() => of(busy) >= 2);
  await plan(other);
  await until(() => of(other) === 1);
  expect(of(busy)).toBe(2);
  // Its answers do not wait for its planning; of all kinds together it has four of the six.
  await several(4, () => chat(busy));
  await until(() => of(busy) === 4);
  await plan(third);
  await until(() => of(third) === 1);
  expect(of(busy)).toBe(4);
  // One of its own ends, and its next one begins.
  endOne();
  await until(() => of(busy) === 5);
});

test("those who wait take turns, however many jobs the first of them has", async () => {
  const names = new Map(["a", "b", "c"].map((name) => [name, newId()]));
  const nameOf = (id: string) => [...names].find(([, each]) => each === id)?.[0];
  const id = (name: string) => names.get(name) ?? "";
  await several(4, () => plan(id("a")));
  await several(2, () => plan(id("b")));
  await plan(id("c"));
  const { begun, endOne, until } = await runners(1);
  for (let count = 1; count <= 7; count++) {
    await until(() => begun.length === count);
    endOne();
  }
  expect(begun.map(nameOf).join("")).toBe("abcabaa");
});

test("who comes again and again does not keep others waiting", async () => {
  const [patient, eager] = [newId(), newId()];
  await several(4, () => plan(patient));
  const { begun, endOne, until } = await runners(1);
  for (let count = 1; count <= 8; count++) {
    await until(() => begun.length === count);
    await plan(eager);
    endOne();
  }
  expect(begun.filter((each) => each === patient).length).toBe(4);
});

test("a job that replaces another one does not wait behind itself", async () => {
  const workspaceId = newId();
  await several(3, () => plan(workspaceId, "the same"));
  const rows = await db.$queryRaw`select priority, flags from graphile_worker._private_jobs`;
  expect(rows).toEqual([
    { priority: 0, flags: { [`plan:${workspaceId}`]: true, [`any:${workspaceId}`]: true } },
  ]);
});
