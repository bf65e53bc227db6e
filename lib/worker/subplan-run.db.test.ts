import { afterAll, expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { Policy } from "#lib/domain/policy.ts";
import type { Arguments, Step } from "#lib/domain/step.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { abortRun } from "#lib/services/abort-run.ts";
import { answerRequest } from "#lib/services/answer-request.ts";
import { editRun } from "#lib/services/edit-run.ts";
import { getRun } from "#lib/services/get-run.ts";
import { getStepRun } from "#lib/services/get-step-run.ts";
import { pauseRun } from "#lib/services/pause-run.ts";
import { resumeRun } from "#lib/services/resume-run.ts";
import { retryStep } from "#lib/services/retry-step.ts";
import { startChild } from "#lib/services/runs/start-child.ts";
import { skipStep } from "#lib/services/skip-step.ts";
import { startRun } from "#lib/services/start-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedPlan, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { TOOLS, toolSpecs } from "#lib/tools/registry.ts";
import { workerWithin } from "./worker-within.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 30_000, interval: 20 };
const { ctx, workspaceId, userId } = await newMember(db);
const versions = new Map(toolSpecs().map(({ name, version }) => [name, version]));
const stop = workerWithin(url, [...TOOLS.values()], { toolVersions: versions });
afterAll(stop);

const literals = (args: JsonObject): Arguments =>
  Object.fromEntries(Object.entries(args).map(([name, value]) => [name, { kind: "literal", value }]));
const step = (id: string, tool: string, args: JsonObject | Arguments, changes: Partial<Step> = {}) =>
  testStep(id, { tool, args: args as Arguments, ...changes });
const check = (id: string, text = "A text.") => step(id, "text.check", literals({ text }));
const ask = (id: string) => step(id, "human.ask", literals({ question: "Go on?" }));

/** A plan whose draft is version 1 too. */
async function plan(graph: PlanGraph, id?: string): Promise<string> {
  const planId = id ?? (await seedPlan(db, workspaceId, graph, { title: "The other plan" }));
  const author = { kind: "person", userId: newId(), name: "Ann" };
  await db.planVersion.create({
    data: { workspaceId, planId, number: 1, graph, rev: 0, author, summary: "First version" },
  });
  await db.plan.update({
    where: { workspaceId_id: { workspaceId, id: planId } },
    data: { lastVersion: 1, sealedRev: 0 },
  });
  return planId;
}
const running = (planId: string, changes: Partial<Step> = {}) =>
  step("sub", "subplan.run", literals({ plan: planId, version: 1 }), changes);
async function start(graph: PlanGraph) {
  const planId = await seedPlan(db, workspaceId, graph, { title: "The whole" });
  const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: newId() } });
  return { workspaceId, runId };
}
type Key = Awaited<ReturnType<typeof start>>;
const view = async (run: Key, id = "sub") => (await stepViews(db, run, [id]))[0];
const settles = (run: Key, expected: object, id = "sub") =>
  expect.poll(() => view(run, id), WAIT).toMatchObject(expected);
const ends = ({ runId }: Key, status: string) =>
  expect
    .poll(async () => (await db.run.findFirstOrThrow({ where: { id: runId } })).status, WAIT)
    .toBe(status);
const outputOf = async ({ runId }: Key, stepId = "sub"): Promise<Json> =>
  (await db.stepRun.findFirstOrThrow({ where: { runId, stepId } })).output as Json;
const childrenOf = ({ runId }: Key) =>
  db.run.findMany({ where: { parentRun: runId }, orderBy: { number: "asc" } });
async function childOf(run: Key): Promise<Key> {
  await settles(run, { status: "waiting", waitingFor: "run" });
  const child = (await childrenOf(run)).at(-1);
  if (!child) throw new Error("No run was started.");
  return { workspaceId, runId: child.id };
}
async function answer({ runId }: Key): Promise<void> {
  const pending = () => db.approval.findFirst({ where: { runId, status: "pending" } });
  await expect.poll(pending, WAIT).not.toBeNull();
  const { id } = await db.approval.findFirstOrThrow({ where: { runId, status: "pending" } });
  await answerRequest({ ctx, input: { approvalId: id, answer: { answer: "Yes" } } });
}
async function policy(parts: Parameters<typeof Policy.parse>[0]): Promise<void> {
  const number = (await db.policyVersion.count({ where: { workspaceId } })) + 1;
  const author = { kind: "api", name: "Test" };
  const row = { workspaceId, number, policy: Policy.parse(parts), author, summary: "" };
  await db.policyVersion.create({ data: row });
}

test("another plan is one step: its run goes on by itself, its outputs are the step's, and both name each other", async () => {
  const other = await plan(
    testGraph([ask("ask"), check("a"), check("b", "Another text.")], ["ask>a", "ask>b"]),
  );
  const after = step("after", "text.check", {
    text: { kind: "template", parts: ["It says ", { ref: "sub", path: ["number"] }] },
  });
  const run = await start(testGraph([running(other), after], ["sub>after"]));
  const child = await childOf(run);
  expect(await view(run)).toMatchObject({ attempt: 1 });
  await answer(child);
  await ends(run, "succeeded");
  await ends(child, "succeeded");
  expect(await outputOf(run)).toEqual({
    runId: child.runId,
    number: 2,
    result: await outputOf(child, "b"),
    outputs: { a: await outputOf(child, "a"), b: await outputOf(child, "b") },
  });
  expect((await getRun({ ctx, input: { runId: child.runId } })).parent).toEqual({
    runId: run.runId,
    number: 1,
    planTitle: "The whole",
    status: "succeeded",
    waitsFor: null,
    stepId: "sub",
    stepTitle: "Step sub",
    seq: expect.any(Number) as number,
  });
  expect((await getStepRun({ ctx, input: { runId: run.runId, stepId: "sub" } })).children).toEqual([
    { runId: child.runId, number: 2, planTitle: "The other plan", status: "succeeded", waitsFor: null },
  ]);
  expect(await childrenOf(run)).toMatchObject([{ depth: 1, createdBy: userId, parentStep: "sub" }]);
});

test("what a child and its own children cost is in the run's cost, once", async () => {
  const inner = await plan(testGraph([ask("ask")]));
  const outer = await plan(testGraph([running(inner)]));
  const run = await start(testGraph([running(outer)]));
  const child = await childOf(run);
  const grandchild = await childOf(child);
  await db.stepRun.updateMany({ where: { runId: run.runId }, data: { costMicros: 1 } });
  await db.stepRun.updateMany({ where: { runId: child.runId }, data: { costMicros: 20 } });
  await db.stepRun.updateMany({ where: { runId: grandchild.runId }, data: { costMicros: 300 } });
  const cost = async ({ runId }: Key) => (await getRun({ ctx, input: { runId } })).costMicros;
  expect([await cost(run), await cost(child), await cost(grandchild)]).toEqual([321, 320, 300]);
  await answer(grandchild);
  await ends(run, "succeeded");
  expect(await cost(run)).toBe(321);
});

test("aborting the run aborts its children and theirs; skipping the step aborts its child", async () => {
  const inner = await plan(testGraph([ask("ask")]));
  const outer = await plan(testGraph([running(inner)]));
  const run = await start(testGraph([running(outer)]));
  const child = await childOf(run);
  const grandchild = await childOf(child);
  await abortRun({ ctx, input: { runId: run.runId } });
  await ends(child, "aborted");
  await ends(grandchild, "aborted");
  expect(await db.approval.findMany({ where: { runId: grandchild.runId } })).toMatchObject([
    { stepId: "ask" },
  ]);

  const skipping = await start(testGraph([running(inner), check("x")]));
  const skipped = await childOf(skipping);
  await skipStep({ ctx, input: { runId: skipping.runId, stepId: "sub", output: null } });
  await ends(skipped, "aborted");
  await ends(skipping, "succeeded");
});

/** A run with one below it, and one below that, which asks a person. */
async function threeDeep(): Promise<[run: Key, child: Key, grandchild: Key]> {
  const inner = await plan(testGraph([ask("ask"), check("c")], ["ask>c"]));
  const outer = await plan(testGraph([running(inner)]));
  const run = await start(testGraph([running(outer)]));
  const child = await childOf(run);
  return [run, child, await childOf(child)];
}
const input = ({ runId }: Key) => ({ ctx, input: { runId } });
const statuses = async (runs: readonly Key[]) => {
  const rows = await db.run.findMany({ where: { id: { in: runs.map(({ runId }) => runId) } } });
  return runs.map(({ runId }) => rows.find(({ id }) => id === runId)?.status);
};

test("pausing a run pauses all below it, and they go on with it; each says with which, and that one is to be resumed", async () => {
  const family = await threeDeep();
  const [run, child, grandchild] = family;
  await expect.poll(() => statuses([grandchild]), WAIT).toEqual(["needs_attention"]);
  const other = await startRun({
    ctx,
    input: {
      planId: await seedPlan(db, workspaceId, testGraph([ask("ask")])),
      rev: 0,
      idempotencyKey: newId(),
    },
  });
  await pauseRun(input(run));
  // What waits for a person starts nothing either way, and says so.
  expect(await statuses(family)).toEqual(["paused", "paused", "needs_attention"]);
  await answer(grandchild);
  await ends(grandchild, "paused");
  expect((await getRun(input(run))).below).toMatchObject([
    {
      runId: child.runId,
      status: "paused",
      waits: expect.stringMatching(/^It is paused with run \d+\.$/) as string,
    },
    { runId: grandchild.runId, status: "paused" },
  ]);
  await expect(resumeRun(input(child))).rejects.toThrow(
    /^Run \d+, which this one is a part of, is paused\. Resume that one\.$/,
  );
  expect((await view(grandchild, "ask"))?.status).toBe("ready");
  expect((await db.run.findFirstOrThrow({ where: { id: other.runId } })).status).not.toBe("paused");

  await resumeRun(input(run));
  await ends(run, "succeeded");
  expect(await statuses(family)).toEqual(["succeeded", "succeeded", "succeeded"]);
});

test("a run that was paused by itself stays so when the one above it goes on", async () => {
  const family = await threeDeep();
  const [run, child, grandchild] = family;
  await pauseRun(input(child));
  await answer(grandchild);
  await ends(grandchild, "paused");
  await pauseRun(input(run));
  await resumeRun(input(run));
  expect(await statuses(family)).toEqual(["running", "paused", "paused"]);
  expect((await getRun(input(run))).below).toMatchObject([
    { runId: child.runId, waits: "It was paused by itself." },
    { runId: grandchild.runId },
  ]);
  await resumeRun(input(child));
  await ends(run, "succeeded");
});

test("however often and quickly a run is paused and resumed, the one below it ends up as it does; aborting ends all", async () => {
  const family = await threeDeep();
  const [run, child] = family;
  const toggle = () =>
    Promise.allSettled(
      Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? pauseRun(input(run)) : resumeRun(input(run)))),
    );
  await toggle();
  await resumeRun(input(run));
  await expect.poll(() => statuses([run, child]), WAIT).toEqual(["running", "running"]);
  await toggle();
  await pauseRun(input(run));
  await expect.poll(() => statuses([run, child]), WAIT).toEqual(["paused", "paused"]);
  await abortRun(input(run));
  await expect.poll(() => statuses(family), WAIT).toEqual(["aborted", "aborted", "aborted"]);
});

test("a child that was aborted fails the step; trying again starts another, and only then", async () => {
  const other = await plan(testGraph([ask("ask")]));
  const run = await start(testGraph([running(other)]));
  const first = await childOf(run);
  await abortRun({ ctx, input: { runId: first.runId } });
  await settles(run, { status: "failed", error: { code: "child_aborted", retryable: false } });
  expect(await childrenOf(run)).toHaveLength(1);
  await retryStep({ ctx, input: { runId: run.runId, stepId: "sub" } });
  await expect.poll(() => childrenOf(run), WAIT).toHaveLength(2);
  const second = await childOf(run);
  expect(second.runId).not.toBe(first.runId);
  await answer(second);
  await ends(run, "succeeded");
});

test("however often the same call starts it, there is one run; a step has one at a time", async () => {
  const other = await plan(testGraph([ask("ask")]));
  const run = await start(testGraph([ask("before"), running(other)], ["before>sub"]));
  const parent = { ...run, stepId: "sub" };
  const version = { planId: other, number: 1 };
  const started = await Promise.all(
    Array.from({ length: 8 }, (_, i) => startChild(db, parent, version, i < 6 ? "the-key" : `other-${i}`)),
  );
  expect(new Set(started.map(({ runId }) => runId)).size).toBe(1);
  expect(await childrenOf(run)).toHaveLength(1);
});

test("runs are nested no deeper than the policy says", async () => {
  await policy({ limits: { steps: 500, fanOut: 200, replans: 10, depth: 2 } });
  await db.workspace.update({ where: { id: workspaceId }, data: { runSettings: { onStall: "fail" } } });
  // A plan that runs itself.
  const id = await seedPlan(db, workspaceId, testGraph([check("x")]));
  await plan(testGraph([running(id)]), id);
  const run = await start(testGraph([running(id)]));
  await ends(run, "failed");
  const family = await db.run.findMany({ where: { planId: id }, orderBy: { depth: "asc" } });
  expect(family.map(({ depth, status }) => `${depth} ${status}`)).toEqual(["1 failed", "2 failed"]);
  const deepest = { workspaceId, runId: family.at(-1)?.id ?? "" };
  expect(await view(deepest)).toMatchObject({ status: "failed", error: { code: "too_deep" } });
  expect(await view(run)).toMatchObject({ error: { code: "child_failed" } });
  await db.workspace.update({ where: { id: workspaceId }, data: { runSettings: { onStall: "ask" } } });
});

test("two plans that start each other are approved once each, and stop as deep as the policy says", async () => {
  await db.workspace.update({ where: { id: workspaceId }, data: { runSettings: { onStall: "fail" } } });
  const [a, b] = [
    await seedPlan(db, workspaceId, testGraph([])),
    await seedPlan(db, workspaceId, testGraph([])),
  ];
  await plan(testGraph([check("x"), running(b)]), a);
  await plan(testGraph([running(a)]), b);
  const run = await start(testGraph([running(a)]));
  await ends(run, "failed");
  const { manifest } = await db.run.findFirstOrThrow({ where: { id: run.runId } });
  expect(Object.keys((manifest as { tools: object }).tools).toSorted()).toEqual([
    "subplan.run",
    "text.check",
  ]);
  const family = await db.run.findMany({ where: { planId: { in: [a, b] } }, orderBy: { depth: "asc" } });
  expect(family.map(({ planId, depth }) => [planId, depth])).toEqual([
    [a, 1],
    [b, 2],
  ]);
  expect(await view({ workspaceId, runId: family[1]?.id ?? "" })).toMatchObject({
    error: { code: "too_deep" },
  });
  await db.workspace.update({ where: { id: workspaceId }, data: { runSettings: { onStall: "ask" } } });
});

test("a child has no more than what its run was approved for, and cannot be edited into more", async () => {
  const other = await plan(testGraph([ask("ask"), check("c")], ["ask>c"]));
  const named = await start(testGraph([running(other)]));
  const manifest = (run: Key) =>
    db.run.findFirstOrThrow({ where: { id: run.runId } }).then((row) => row.manifest as { tools: object });
  expect(Object.keys((await manifest(named)).tools).toSorted()).toEqual([
    "human.ask",
    "subplan.run",
    "text.check",
  ]);
  const child = await childOf(named);
  expect(Object.keys((await manifest(child)).tools).toSorted()).toEqual(["human.ask", "text.check"]);
  const more = step("more", "keywords.extract", literals({ topic: "laundry", passages: [] }));
  const patch = [{ op: "add" as const, step: more, after: null, dependencies: [] }];
  const edit = editRun({ ctx, input: { runId: child.runId, baseVersion: 1, patch } });
  await expect(edit).rejects.toThrow(/which the run that it is a part of was not approved for/);

  // Which version it is turns out only while it runs, so nobody has approved what that needs.
  const wide = await plan(testGraph([more]));
  const open = await start(
    testGraph(
      [
        step("which", "code.run", literals({ code: "return 1" })),
        step("sub", "subplan.run", {
          plan: { kind: "literal", value: wide },
          version: { kind: "ref", ref: "which", path: ["value"] },
        }),
      ],
      ["which>sub"],
    ),
  );
  await settles(open, { status: "failed", error: { code: "beyond_manifest" } });
  expect(await childrenOf(open)).toEqual([]);
});

test.each([
  [{ plan: "0".repeat(26), version: 1 }, "no_such_plan"],
  [{ plan: "not-an-id", version: 1 }, "bad_input"],
])("%j cannot be run", async (args, code) => {
  const graph = testGraph([step("sub", "subplan.run", literals(args))]);
  const planId = await seedPlan(db, workspaceId, graph);
  const input = { planId, rev: 0, idempotencyKey: newId() };
  if (code === "bad_input") {
    await expect(startRun({ ctx, input })).rejects.toMatchObject({ code: "invalid" });
    return;
  }
  const run = { workspaceId, ...(await startRun({ ctx, input })) };
  await settles(run, { status: "failed", error: { code } });
});

test("a plan that may not run by now is not started as a part of another", async () => {
  const other = await plan(testGraph([check("c")]));
  await policy({ tools: [{ tools: "text.check", permission: "deny" }] });
  const run = await start(testGraph([running(other)]));
  await settles(run, { status: "failed", error: { code: "plan_faulty" } });
  expect((await view(run))?.error?.message).toMatch(/is not allowed/);
  expect(await childrenOf(run)).toEqual([]);
});
