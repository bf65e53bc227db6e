import { beforeEach, expect, test } from "vitest";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { testGraph } from "#lib/testing/seed-run.ts";
import { tellPresence } from "./tell-presence.ts";

const { prisma } = await testDb();
let member: Awaited<ReturnType<typeof newMember>>;
let planId: string;

beforeEach(async () => {
  member = await newMember(prisma);
  planId = await newPlan(prisma, member, { graph: testGraph(["a", "b"]) });
});

const tell = (tab: string, stepId: string | null, here = true) =>
  tellPresence({ ctx: member.ctx, input: { planId, tab, stepId, here } }).then(({ others }) =>
    others.map((other) => [other.tab, other.stepId]),
  );

test("each tab sees the others, and where they are now", async () => {
  expect(await tell("one", "a")).toEqual([]);
  expect(await tell("two", null)).toEqual([["one", "a"]]);
  expect(await tell("one", "b")).toEqual([["two", null]]);
  expect(await tell("two", null)).toEqual([["one", "b"]]);
});

test("who leaves, or has said nothing for long, is gone", async () => {
  await tell("one", "a");
  await tell("two", "b");
  await prisma.presence.updateMany({ where: { planId, tab: "one" }, data: { seenAt: new Date(0) } });
  expect(await tell("three", null)).toEqual([["two", "b"]]);
  await tell("two", null, false);
  expect(await tell("three", null)).toEqual([]);
  expect(await prisma.presence.count({ where: { planId } })).toBe(1);
});

test("nobody speaks for a tab of somebody else", async () => {
  await tell("one", "a");
  const actor = { ...member.ctx.actor, userId: "0".repeat(26), name: "Mallory" };
  await tellPresence({ ctx: { ...member.ctx, actor }, input: { planId, tab: "one", stepId: "b" } });
  expect(await tell("two", null)).toEqual([["one", "a"]]);
});
