import { expect, test } from "vitest";
import { appendEvents } from "#lib/events/append.ts";
import { runTopic } from "#lib/ledger/keys.ts";
import { testDb } from "#lib/testing/database.ts";
import { codeOf } from "#lib/testing/drive-run.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { listRunEvents } from "./list-run-events.ts";

const { prisma: db } = await testDb();
const member = await newMember(db);
const { workspaceId, runId } = await seedRun(db, testGraph(["a"]), { workspaceId: member.workspaceId });
const topic = runTopic(runId);
const begun = { type: "step.started", stepId: "a" } as const;
// Three transactions, which appended 1, 3 and 2.
for (const attempts of [[1], [2, 3, 4], [5, 6]])
  await db.$transaction((tx) =>
    appendEvents(tx, { workspaceId, topic, bodies: attempts.map((attempt) => ({ ...begun, attempt })) }),
  );
const first =
  Number((await db.event.findFirstOrThrow({ where: { topic }, orderBy: { seq: "desc" } })).seq) - 5;

async function page(before: number, limit: number): Promise<number[]> {
  const { events } = await listRunEvents({ ctx: member.ctx, input: { runId, before, limit } });
  return events.map(({ seq }) => seq - first + 1);
}

test("a page holds the events before a number, oldest first, however they were written", async () => {
  expect(await page(first + 6, 4)).toEqual([3, 4, 5, 6]);
  expect(await page(first + 2, 2)).toEqual([1, 2]);
  expect(await page(first + 5, 1)).toEqual([5]);
  expect((await page(first + 6, 5_000)).slice(-6)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await page(1, 10)).toEqual([]);
  const { events } = await listRunEvents({ ctx: member.ctx, input: { runId, limit: 2 } });
  expect(events.map(({ seq }) => seq - first + 1)).toEqual([5, 6]);
});

test("what was deleted is missing at the beginning", async () => {
  const old = await seedRun(db, testGraph(["a"]), { workspaceId: member.workspaceId });
  const topic = runTopic(old.runId);
  for (const attempt of [1, 2, 3])
    await db.$transaction((tx) => appendEvents(tx, { workspaceId, topic, bodies: [{ ...begun, attempt }] }));
  const all = await db.event.findMany({ where: { topic }, orderBy: { seq: "asc" } });
  const last = Number(all.at(-1)?.seq);
  await db.event.deleteMany({ where: { topic, seq: { lt: last } } });
  const { events } = await listRunEvents({ ctx: member.ctx, input: { runId: old.runId, before: last + 1 } });
  expect(events.map(({ seq }) => seq)).toEqual([last]);
});

test("nobody else gets them, and what is no page is refused", async () => {
  const stranger = await newMember(db);
  const read = (ctx: typeof member.ctx, input: object) =>
    codeOf(listRunEvents({ ctx, input: { runId, before: 3, ...input } }));
  expect(await read(stranger.ctx, {})).toBe("not_found");
  expect(await read(member.ctx, { before: 0 })).toBe("invalid");
  expect(await read(member.ctx, { before: Number.NaN })).toBe("invalid");
  expect(await read(member.ctx, { limit: 5_001 })).toBe("invalid");
});
