import { expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { keptSpendCap } from "./kept-spend-cap.ts";
import type { ModelCall } from "./model-call.ts";
import { recordCall } from "./record-call.ts";

const { prisma: db } = await testDb();

const begun = (key: string, over: Partial<ModelCall> = {}): ModelCall => ({
  id: newId(),
  role: "planner",
  purpose: "plan.draft",
  provider: "Ours",
  model: "m",
  usage: null,
  costMicros: null,
  priceTable: null,
  capKey: key,
  countedMicros: 0,
  failure: "lost",
  seconds: 0,
  ...over,
});

async function kept(micros: number | null) {
  const { workspaceId } = await newMember(db);
  const key = `plan:${newId()}:0`;
  // Another object each time, as in another process.
  const cap = () => keptSpendCap(db, { workspaceId, subject: { planId: "p" } }, key, micros);
  const hold = (call: ModelCall, most: number) =>
    cap().hold(call, (left) =>
      most <= left ? { mostMicros: most, outputTokens: 1, tokens: 1, priced: true } : null,
    );
  const calls = () => db.modelCall.findMany({ where: { workspaceId, capKey: key } });
  const end = (call: ModelCall) => recordCall(db, workspaceId, { planId: "p" }, call);
  return { workspaceId, key, hold, calls, end };
}

test("however many ask at once, no more is held than there is", async () => {
  const { key, hold, calls } = await kept(1_000);
  const held = await Promise.all(Array.from({ length: 12 }, () => hold(begun(key), 150)));
  expect(held.filter((fit) => fit !== null)).toHaveLength(6);
  const rows = await calls();
  expect(rows).toHaveLength(6);
  expect(rows.every(({ failure, costMicros }) => failure === "lost" && costMicros === null)).toBe(true);
});

test("what has ended counts as what it took, what was lost with its process as what it may have taken", async () => {
  const { key, hold, end, calls } = await kept(1_000);
  const lost = begun(key);
  expect(await hold(lost, 600)).not.toBeNull();
  expect(await hold(begun(key), 600)).toBeNull();
  const done = begun(key);
  expect(await hold(done, 400)).not.toBeNull();
  await end({ ...done, failure: null, costMicros: 30, countedMicros: 30 });
  expect(await hold(begun(key), 380)).toBeNull();
  expect(await hold(begun(key), 370)).not.toBeNull();
  expect(await calls()).toHaveLength(3);
});

test("a second request of the same try counts beside what the first one took, not beside what it was held for", async () => {
  const { key, hold } = await kept(1_000);
  const call = begun(key);
  expect(await hold(call, 900)).not.toBeNull();
  expect(await hold({ ...call, countedMicros: 200 }, 900)).toBeNull();
  expect(await hold({ ...call, countedMicros: 50 }, 900)).not.toBeNull();
});

test("another undertaking, and the same of another workspace, has a cap of its own; no cap holds nothing back", async () => {
  const one = await kept(100);
  expect(await one.hold(begun(one.key), 100)).not.toBeNull();
  const other = await kept(100);
  expect(await other.hold(begun(other.key), 100)).not.toBeNull();
  const stranger = keptSpendCap(db, { workspaceId: other.workspaceId, subject: {} }, one.key, 100);
  expect(
    await stranger.hold(begun(one.key), () => ({
      mostMicros: 100,
      outputTokens: 1,
      tokens: 1,
      priced: true,
    })),
  ).not.toBeNull();
  const free = await kept(null);
  for (let count = 0; count < 3; count++) expect(await free.hold(begun(free.key), 1e9)).not.toBeNull();
});
