import { beforeEach, expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { Author } from "#lib/domain/plan.ts";
import { applyPlanEvent } from "#lib/domain/reduce-events.ts";
import { restorePatchKey } from "#lib/domain/plan-version.ts";
import { readEvents } from "#lib/events/read.ts";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { getPlan } from "./get-plan.ts";
import { getVersion } from "./get-version.ts";
import { listVersions } from "./list-versions.ts";
import { restoreVersion } from "./restore-version.ts";
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

const seal = (rev: number) =>
  prisma.$transaction((tx) =>
    sealVersion(tx, { workspaceId: member.workspaceId, planId, rev, author, summary: `At ${rev}` }),
  );

const edit = (baseRev: number, ...patch: PatchOperation[]) =>
  savePatches({ ctx: member.ctx, input: { planId, baseRev, patches: [{ key: newId(), patch }] } });

const add = (id: string): PatchOperation => ({
  op: "add",
  step: makeStep(id),
  after: null,
  dependencies: [],
});

const restore = (number: number, key: string = newId()) =>
  restoreVersion({ ctx: member.ctx, input: { planId, number, key } });

const read = () => getPlan({ ctx: member.ctx, input: { planId } });

test("lists versions with what each changed of the one before, and whose edits it was the first to hold", async () => {
  await seal(0);
  await edit(0, add("n"), { op: "update", stepId: "a", changes: { title: "Other" } });
  await edit(1, { op: "remove", stepId: "b", bridge: false });
  await seal(2);
  const { items, next } = await listVersions({ ctx: member.ctx, input: { planId } });
  expect(next).toBeNull();
  expect(items).toMatchObject([
    { number: 2, changed: { added: 1, changed: 1, removed: 1 }, steps: 2, editors: [member.ctx.actor.name] },
    { number: 1, changed: null, steps: 2, editors: [] },
  ]);
});

test("gives older versions page by page, each compared with the one before it", async () => {
  for (let rev = 0; rev < 12; rev++) {
    await seal(rev);
    await edit(rev, add(`n${rev}`));
  }
  const first = await listVersions({ ctx: member.ctx, input: { planId } });
  expect(first.items.map(({ number }) => number)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  expect(first.items.at(-1)).toMatchObject({ changed: { added: 1 }, editors: [member.ctx.actor.name] });
  const second = await listVersions({ ctx: member.ctx, input: { planId, before: first.next } });
  expect(second.items.map(({ number }) => number)).toEqual([2, 1]);
  expect(second.next).toBeNull();
});

test("restoring makes the draft that version again, keeps what it held in a version, and can be undone", async () => {
  await seal(0);
  await edit(0, add("n"));
  const before = (await read()).graph;
  expect(await restore(1)).toEqual({ version: 3 });
  const plan = await read();
  expect(plan.graph).toEqual(graph);
  expect(plan.rev).toBe(2);
  expect(plan.versions.map(({ number, summary }) => [number, summary])).toEqual([
    [3, "Restored version 1"],
    [2, "Before version 1 was restored"],
    [1, "At 0"],
  ]);
  const kept = await getVersion({ ctx: member.ctx, input: { planId, number: 2 } });
  expect(kept.graph).toEqual(before);
});

test("restoring does not make a second version of what one holds, and nothing when nothing would change", async () => {
  await seal(0);
  expect(await restore(1)).toEqual({ version: null });
  await edit(0, add("n"));
  await seal(1);
  expect(await restore(1)).toEqual({ version: 3 });
  expect((await read()).versions).toHaveLength(3);
});

test("sent twice under one key it restores once, also when both arrive together", async () => {
  await seal(0);
  await edit(0, add("n"));
  const key = newId();
  const answers = await Promise.all(Array.from({ length: 5 }, () => restore(1, key)));
  expect(answers.filter(({ version }) => version !== null)).toEqual([{ version: 3 }]);
  await edit(2, add("m"));
  expect(await restore(1, key)).toEqual({ version: null });
  expect((await read()).graph.steps).toHaveLength(3);
});

test("readers of the plan are told of the patch and of the new versions", async () => {
  await seal(0);
  await edit(0, add("n"));
  const view = await read();
  const key = newId();
  await restore(1, key);
  const events = await readEvents(prisma, member.workspaceId, { [`plan:${planId}`]: view.seq });
  let known = view;
  for (const event of events) {
    const next = applyPlanEvent(known, event);
    if (next === "gap") throw new Error("The events do not fit together.");
    known = next;
  }
  const now = await read();
  expect(known.graph).toEqual(now.graph);
  expect(known.versions).toEqual(now.versions);
  expect(events.some(({ body }) => body.type === "plan.patched" && body.key === restorePatchKey(key))).toBe(
    true,
  );
});

test("refuses a version that there is not, and while the planner is at work", async () => {
  await seal(0);
  await expect(restore(9)).rejects.toMatchObject({ code: "not_found" });
  await expect(getVersion({ ctx: member.ctx, input: { planId, number: 9 } })).rejects.toMatchObject({
    code: "not_found",
  });
  await edit(0, add("n"));
  await prisma.plan.updateMany({ where: { id: planId }, data: { status: "planning" } });
  await expect(restore(1)).rejects.toMatchObject({ code: "conflict" });
  expect((await read()).versions).toHaveLength(1);
});
