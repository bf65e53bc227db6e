import { beforeEach, expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import type { Author } from "#lib/domain/plan.ts";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { getPlan } from "./get-plan.ts";
import { savePatches } from "./save-patches.ts";
import { sealVersion } from "./seal-version.ts";

const { prisma } = await testDb();
const graph = makeGraph(["a", "b"], ["a>b"]);
const author: Author = { kind: "person", userId: "u", name: "Ada" };
let member: Awaited<ReturnType<typeof newMember>>;
let planId: string;

beforeEach(async () => {
  member = await newMember(prisma);
  planId = await newPlan(prisma, member, { graph });
});

const seal = (rev: number, workspaceId = member.workspaceId) =>
  prisma.$transaction((tx) => sealVersion(tx, { workspaceId, planId, rev, author, summary: "For run 1" }));

const edit = (baseRev: number, id: string) =>
  savePatches({
    ctx: member.ctx,
    input: {
      planId,
      baseRev,
      patches: [{ key: newId(), patch: [{ op: "add", step: makeStep(id), after: null, dependencies: [] }] }],
    },
  });

test("numbers versions from 1 and keeps the graph as it was, whatever becomes of the draft", async () => {
  expect(await seal(0)).toBe(1);
  await edit(0, "n");
  expect(await seal(1)).toBe(2);
  const versions = await prisma.planVersion.findMany({ where: { planId }, orderBy: { number: "asc" } });
  expect(versions).toMatchObject([
    { number: 1, rev: 0, graph, author, summary: "For run 1" },
    { number: 2, rev: 1 },
  ]);
  const plan = await getPlan({ ctx: member.ctx, input: { planId } });
  expect(plan.versions).toMatchObject([
    { number: 2, runs: 0 },
    { number: 1, author, summary: "For run 1" },
  ]);
});

test("uses a version again while the draft has not changed, also after a replan made one", async () => {
  expect(await seal(0)).toBe(1);
  expect(await seal(0)).toBe(1);
  await prisma.planVersion.create({
    data: { workspaceId: member.workspaceId, planId, number: 2, graph, author, summary: "Replan" },
  });
  await prisma.plan.updateMany({ where: { id: planId }, data: { lastVersion: 2 } });
  expect(await seal(0)).toBe(1);
  await edit(0, "n");
  expect(await seal(1)).toBe(3);
});

test("seals once when many ask at once", async () => {
  expect(await Promise.all(Array.from({ length: 6 }, () => seal(0)))).toEqual([1, 1, 1, 1, 1, 1]);
  expect(await prisma.planVersion.count({ where: { planId } })).toBe(1);
});

test("refuses when the draft has moved, and a plan of another workspace", async () => {
  await edit(0, "n");
  await expect(seal(0)).rejects.toMatchObject({ code: "conflict" });
  await expect(seal(2)).rejects.toMatchObject({ code: "conflict" });
  const stranger = await newMember(prisma);
  await expect(seal(1, stranger.workspaceId)).rejects.toMatchObject({ code: "not_found" });
  expect(await prisma.planVersion.count({ where: { planId } })).toBe(0);
});

test("undoes the sealing with the caller's transaction", async () => {
  const failing = prisma.$transaction(async (tx) => {
    await sealVersion(tx, { workspaceId: member.workspaceId, planId, rev: 0, author, summary: "" });
    throw new Error("the run could not be written");
  });
  await expect(failing).rejects.toThrow("could not be written");
  expect(await seal(0)).toBe(1);
});
