import { beforeEach, describe, expect, test } from "vitest";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import { newId } from "#lib/domain/ids.ts";
import type { PatchOperation, PlanPatch } from "#lib/domain/patch.ts";
import { readEvents } from "#lib/events/read.ts";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { getPlan } from "./get-plan.ts";
import { savePatches } from "./save-patches.ts";

const { prisma } = await testDb();
const start = makeGraph(["a", "b", "c"], ["a>b", "b>c"]);
let member: Awaited<ReturnType<typeof newMember>>;
let planId: string;

beforeEach(async () => {
  member = await newMember(prisma);
  planId = await newPlan(prisma, member, { graph: start });
});

const rename = (stepId: string, title: string): PatchOperation => ({
  op: "update",
  stepId,
  changes: { title },
});
const add = (id: string): PatchOperation => ({
  op: "add",
  step: makeStep(id),
  after: null,
  dependencies: [],
});

function save(baseRev: number, patches: Record<string, PlanPatch>, ctx = member.ctx) {
  const keyed = Object.entries(patches).map(([key, patch]) => ({ key, patch }));
  return savePatches({ ctx, input: { planId, baseRev, patches: keyed } });
}

/** What the database has of the plan: nothing of a refused save may show here. */
async function stored() {
  const { draft, draftRev } = await prisma.plan.findFirstOrThrow({ where: { id: planId } });
  const rows = await prisma.draftPatch.findMany({ where: { planId }, orderBy: { rev: "asc" } });
  const events = await readEvents(prisma, member.workspaceId, { [`plan:${planId}`]: 0 });
  return { draft, draftRev, keys: rows.map(({ key }) => key), events };
}

async function refusal(promise: Promise<unknown>) {
  const error = await promise.then(
    () => new Error("It was not refused."),
    (cause: unknown) => cause,
  );
  expect(await stored()).toEqual({ draft: start, draftRev: 0, keys: [], events: [] });
  return error;
}

describe("refuses, and saves nothing:", () => {
  test("a plan of another workspace, one that is not there, and what is no id at all", async () => {
    const stranger = await newMember(prisma);
    const patches = [{ key: "k", patch: [rename("a", "Taken over")] }];
    for (const [ctx, id] of [
      [stranger.ctx, planId],
      [member.ctx, newId()],
      [member.ctx, "../etc"],
      [member.ctx, "\u0000"],
    ] as const) {
      const saving = savePatches({ ctx, input: { planId: id, baseRev: 0, patches } });
      expect(await refusal(saving)).toMatchObject({ code: "not_found" });
    }
  });

  test("those who may only look", async () => {
    const viewer = { ...member.ctx, actor: { ...member.ctx.actor, role: "viewer" as const } };
    expect(await refusal(save(0, { k: [rename("a", "A")] }, viewer))).toMatchObject({ code: "forbidden" });
  });

  test("malformed patches, with the path of each fault", async () => {
    const issues = async (operation: unknown) => {
      const error = await refusal(save(0, { ok: [rename("a", "A")], bad: [operation as PatchOperation] }));
      expect(error).toMatchObject({ code: "invalid" });
      return (error as { issues: { path: unknown[] }[] }).issues.map(({ path }) => path.join("."));
    };
    expect(await issues({ op: "explode", stepId: "a" })).toEqual(["patches.1.patch.0.op"]);
    expect(await issues({ op: "remove", stepId: "A B", bridge: true })).toEqual(["patches.1.patch.0.stepId"]);
    expect(await issues(rename("a", " "))).toEqual(["patches.1.patch.0.changes.title"]);
    expect(await issues(rename("a", "half \ud800"))).toEqual(["patches.1.patch.0.changes.title"]);
    const args = { query: { kind: "literal" as const, value: { deep: ["fine", "NUL \u0000"] } } };
    expect(await issues({ op: "update", stepId: "a", changes: { args } })).toEqual([
      "patches.1.patch.0.changes.args.query.value.deep.1",
    ]);
    expect(await issues(null)).toEqual(["patches.1.patch.0"]);
  });

  test("what is no input at all", async () => {
    for (const input of [
      null,
      5,
      {},
      { planId, baseRev: -1, patches: [] },
      { planId, baseRev: 0, patches: "x" },
    ]) {
      const saving = savePatches({ ctx: member.ctx, input: input as never });
      expect(await refusal(saving)).toMatchObject({ code: "invalid" });
    }
    const twice = [1, 2].map(() => ({ key: "same", patch: [add("n")] }));
    const saving = savePatches({ ctx: member.ctx, input: { planId, baseRev: 0, patches: twice } });
    expect(await refusal(saving)).toMatchObject({ code: "invalid", issues: [{ path: ["patches"] }] });
  });

  test("a cycle, a self-dependency or an unknown step in the last of several patches", async () => {
    for (const [operation, words] of [
      [{ op: "connect", from: "c", to: "a" }, "“Step c” → “Step a” → “Step b” → “Step c”"],
      [{ op: "connect", from: "a", to: "a" }, "cannot depend on itself"],
      [{ op: "remove", stepId: "nobody", bridge: true }, "no step “nobody”"],
    ] satisfies [PatchOperation, string][]) {
      const saving = save(0, { one: [add("n")], two: [add("m"), operation] });
      expect(await refusal(saving)).toMatchObject({
        code: "invalid",
        message: expect.stringContaining(words) as string,
        issues: [{ path: ["patches", 1, "patch", 1] }],
      });
    }
  });

  test("edits while the planner is at work", async () => {
    await prisma.plan.updateMany({ where: { id: planId }, data: { status: "planning" } });
    expect(await refusal(save(0, { k: [add("n")] }))).toMatchObject({ code: "conflict" });
  });
});

test("saves patches in order, and tells the plan's readers of each", async () => {
  expect(await save(0, { one: [add("n")], two: [rename("n", "New")] })).toEqual({ status: "saved", rev: 2 });
  expect(await save(2, { three: [{ op: "remove", stepId: "b", bridge: true }] })).toEqual({
    status: "saved",
    rev: 3,
  });
  const { keys, events, draftRev } = await stored();
  expect([keys, draftRev]).toEqual([["one", "two", "three"], 3]);
  const author = { kind: "person", userId: member.userId, name: "Ada" };
  expect(events.map(({ seq, body }) => [seq, body])).toMatchObject([
    [1, { type: "plan.patched", rev: 1, key: "one", author }],
    [2, { type: "plan.patched", rev: 2, key: "two", patch: [rename("n", "New")] }],
    [3, { type: "plan.patched", rev: 3, key: "three" }],
  ]);
  const { graph, rev, seq } = await getPlan({ ctx: member.ctx, input: { planId } });
  expect([rev, seq]).toEqual([3, 3]);
  expect(graph.steps.map(({ title }) => title)).toEqual(["New", "Step a", "Step c"]);
  expect(graph.dependencies).toEqual([{ from: "a", to: "c" }]);
});

test("gives what others saved when they were first", async () => {
  await save(0, { theirs: [rename("a", "Theirs")] });
  const answer = await save(0, { mine: [rename("b", "Mine")] });
  expect(answer).toMatchObject({
    status: "conflict",
    rev: 1,
    patches: [{ rev: 1, key: "theirs", patch: [rename("a", "Theirs")], author: { name: "Ada" } }],
  });
  expect(answer.status === "conflict" && answer.graph.steps[0]?.title).toBe("Theirs");
  expect((await stored()).keys).toEqual(["theirs"]);
});

test("without patches says what is new", async () => {
  expect(await save(0, {})).toEqual({ status: "saved", rev: 0 });
  await save(0, { one: [add("n")] });
  expect(await save(0, {})).toMatchObject({ status: "conflict", rev: 1, patches: [{ key: "one" }] });
});

describe("the same key", () => {
  test("sent again is saved once, alone or before new ones", async () => {
    await save(0, { one: [add("n")] });
    expect(await save(0, { one: [add("n")] })).toEqual({ status: "saved", rev: 1 });
    expect(await save(0, { one: [add("n")], two: [rename("n", "New")] })).toEqual({
      status: "saved",
      rev: 2,
    });
    expect(await save(2, { two: [rename("n", "New")], three: [add("m")] })).toEqual({
      status: "saved",
      rev: 3,
    });
    expect((await stored()).keys).toEqual(["one", "two", "three"]);
  });

  test("sent again after others went on comes back among what is there", async () => {
    await save(0, { mine: [add("n")] });
    await save(1, { theirs: [rename("a", "Theirs")] });
    expect(await save(0, { mine: [add("n")], more: [add("m")] })).toMatchObject({
      status: "conflict",
      rev: 2,
      patches: [{ key: "mine" }, { key: "theirs" }],
    });
  });

  test("sent by two requests at once is saved once", async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => save(0, { one: [add("n")] })));
    expect(answers).toEqual(answers.map(() => ({ status: "saved", rev: 1 })));
    expect((await stored()).events).toHaveLength(1);
  });
});

test("of savers with the same base at once one is saved, and the others are told of it", async () => {
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, i) => save(0, { [`key${i}`]: [add(`n${i}`)] })),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([
    ...Array<string>(5).fill("conflict"),
    "saved",
  ]);
  const { keys, draftRev } = await stored();
  expect([keys.length, draftRev]).toEqual([1, 1]);
  for (const answer of answers) {
    if (answer.status === "conflict") expect(answer.patches.map(({ key }) => key)).toEqual(keys);
  }
});

test("savers who keep trying all get through, and the log gives the draft", async () => {
  const saver = async (name: string) => {
    let rev = 0;
    for (let i = 0; i < 8;) {
      const answer = await save(rev, { [`${name}${i}`]: [add(`${name}${i}`)] });
      if (answer.status === "saved") i += 1;
      rev = answer.rev;
    }
  };
  await Promise.all(["x", "y", "z"].map(saver));
  const rows = await prisma.draftPatch.findMany({ where: { planId }, orderBy: { rev: "asc" } });
  expect(rows.map(({ rev }) => rev)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
  let graph = start;
  for (const row of rows) {
    const outcome = applyPatch(graph, row.patch as PlanPatch);
    if (outcome.ok) graph = outcome.graph;
  }
  const { draft, events } = await stored();
  expect(draft).toEqual(graph);
  expect(graph.steps).toHaveLength(27);
  expect(events.map(({ seq }) => seq)).toEqual(rows.map(({ rev }) => rev));
});
