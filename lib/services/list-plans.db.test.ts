import { beforeEach, expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { makeGraph } from "#lib/testing/arbitrary-plan.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { getPlan } from "./get-plan.ts";
import { listPlans } from "./list-plans.ts";

const { prisma } = await testDb();
let member: Awaited<ReturnType<typeof newMember>>;

beforeEach(async () => {
  member = await newMember(prisma);
});

const list = (input: Parameters<typeof listPlans>[0]["input"], ctx = member.ctx) => listPlans({ ctx, input });
const titles = async (query: string) => (await list({ query })).items.map(({ title }) => title).toSorted();

test("pages through all plans, those changed last first, none twice and none left out", async () => {
  // Many share a moment, so that the id has to decide.
  const made = Array.from({ length: 65 }, (_, i) => new Date(1_800_000_000_000 + Math.floor(i / 10) * 1_000));
  for (const updatedAt of made) await newPlan(prisma, member, { updatedAt });
  const seen: { id: string; updatedAt: string }[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listPlans>> = await list({ cursor });
    expect(page.total).toBe(65);
    seen.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(65);
  expect(seen.map(({ updatedAt }) => updatedAt)).toEqual(
    made
      .map((date) => date.toISOString())
      .toSorted()
      .toReversed(),
  );
});

test("gives pages as long as asked for, and refuses a length that cannot be", async () => {
  for (let i = 0; i < 5; i++) await newPlan(prisma, member, { updatedAt: new Date(1_800_000_000_000 + i) });
  const first = await list({ limit: 2 });
  const second = await list({ limit: 2, cursor: first.next });
  const third = await list({ limit: 2, cursor: second.next });
  expect([first, second, third].map(({ items }) => items.length)).toEqual([2, 2, 1]);
  expect(third.next).toBeNull();
  for (const limit of [0, 101, 1.5, Number.NaN]) {
    await expect(list({ limit })).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["limit"] }] });
  }
});

test("searches title and goal for every word, as typed but for case", async () => {
  await newPlan(prisma, member, { title: "Marketing strategy", goal: "For eco-products, 100% organic" });
  await newPlan(prisma, member, { title: "Product launch", goal: "Launch plan_B" });
  expect(await titles("")).toHaveLength(2);
  expect(await titles("ECO strategy")).toEqual(["Marketing strategy"]);
  expect(await titles("product")).toEqual(["Marketing strategy", "Product launch"]);
  expect(await titles("100%")).toEqual(["Marketing strategy"]);
  expect(await titles("_")).toEqual(["Product launch"]);
  expect(await titles("\\")).toEqual([]);
  expect(await titles("'; drop table plans; --")).toEqual([]);
  expect((await list({ query: "eco" })).total).toBe(1);
});

test("shows what a plan is", async () => {
  const graph = makeGraph(["a", "b"], ["a>b"]);
  const id = await newPlan(prisma, member, { graph, title: "T", goal: "G", status: "failed" });
  expect((await list({})).items).toMatchObject([
    { id, title: "T", goal: "G", status: "failed", steps: 2, versions: 0 },
  ]);
});

test("shows nothing of another workspace", async () => {
  const planId = await newPlan(prisma, member);
  const stranger = await newMember(prisma);
  expect(await list({}, stranger.ctx)).toEqual({ items: [], next: null, total: 0 });
  await expect(getPlan({ ctx: stranger.ctx, input: { planId } })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("answers what cannot be with what is wrong", async () => {
  for (const cursor of ["x", "2026-11-23_y", "2026-11-23T00:00:00.000Z_' or 1=1", "\u0000"]) {
    await expect(list({ cursor })).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["cursor"] }] });
  }
  await expect(list({ query: "a\u0000" })).rejects.toMatchObject({
    code: "invalid",
    issues: [{ path: ["query"] }],
  });
  await expect(list({ query: "x".repeat(201) })).rejects.toMatchObject({ code: "invalid" });
  for (const planId of ["", "x", newId(), "\u0000"]) {
    await expect(getPlan({ ctx: member.ctx, input: { planId } })).rejects.toMatchObject({
      code: "not_found",
    });
  }
});
