import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { ApprovalView, MOST_SHOWN_OUTPUT } from "#lib/domain/approval.ts";
import { newId } from "#lib/domain/ids.ts";
import type { Role } from "#lib/domain/actor.ts";
import { Json } from "#lib/domain/json.ts";
import { Policy } from "#lib/domain/policy.ts";
import type { DoneCondition } from "#lib/domain/step.ts";
import { requires } from "#lib/domain/plain-step.ts";
import { changeRun } from "#lib/ledger/change-run.ts";
import { decideApproval, type Decision } from "#lib/ledger/decide-approval.ts";
import { decideStep } from "#lib/ledger/decide-step.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { loadValue } from "#lib/ledger/large-values.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { approveRequest } from "#lib/services/approve-request.ts";
import { getApprovalOutput } from "#lib/services/get-approval-output.ts";
import { listApprovals } from "#lib/services/list-approvals.ts";
import { testDb } from "#lib/testing/database.ts";
import { seedRun, seedWorkspace, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { defineTool } from "#lib/tools/contract.ts";
import { workerWithin } from "./worker-within.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 30_000, interval: 20 };

/** What each call was told had been missing, in order. */
const told: string[][] = [];
const writer = (name: string, local: boolean) =>
  defineTool({
    name,
    title: "Write",
    description: "",
    timeoutSeconds: 10,
    typicalSeconds: 0.1,
    costMicros: 0,
    unavailable: () => null,
    input: z.object({ text: z.string(), size: z.number().default(0) }),
    output: z.looseObject({ text: z.string() }),
    sideEffect: "read",
    local,
    run: ({ text, size }, { missing }) => {
      told.push([...missing]);
      const written = missing.length > 0 ? text.replace("gossip", "news") : text;
      return Promise.resolve({
        output: { text: written, nth: told.length, rest: "x".repeat(size) },
        summary: "Wrote it.",
        costMicros: 7,
      });
    },
  });
afterAll(workerWithin(url, [writer("t.write", false), writer("t.local", true)]));

const literal = (value: string | number) => ({ kind: "literal" as const, value });
const ann = { kind: "user", userId: newId(), workspaceId: "", role: "owner", name: "Ann" } as const;

/** A run of a step whose output says "gossip", which the policy prohibits, and of one that reads it. */
async function start(
  onFailedCheck: Policy["onFailedCheck"],
  {
    tool = "t.write",
    size = 0,
    maxAttempts = 1,
    mostReplans = 5,
    rules = {},
    done = {},
  }: {
    tool?: string;
    size?: number;
    maxAttempts?: number;
    mostReplans?: number;
    rules?: object;
    done?: Partial<DoneCondition>;
  } = {},
): Promise<RunKey> {
  told.length = 0;
  const workspaceId = await seedWorkspace(db);
  await db.workspace.update({ where: { id: workspaceId }, data: { runSettings: { mostReplans } } });
  const policy = Policy.parse({ prohibited: { terms: ["gossip"] }, onFailedCheck, ...rules });
  const author = { kind: "api", name: "Test" };
  await db.policyVersion.create({ data: { workspaceId, number: 2, policy, author, summary: "" } });
  const graph = testGraph(
    [
      testStep("a", {
        tool,
        args: { text: literal("All the gossip"), size: literal(size) },
        fallbacks: [{ tool, args: { text: literal("Nothing at all") } }],
        retry: { maxAttempts: maxAttempts, backoffSeconds: 0 },
        doneCondition: { ...requires(), ...done },
      }),
      testStep("b", { tool: "t.write", args: { text: { kind: "ref", ref: "a", path: ["text"] } } }),
    ],
    ["a>b"],
  );
  return seedRun(db, graph, { workspaceId, toolVersions: { "t.write": "1", "t.local": "1" } });
}
const view = async (run: RunKey, id = "a") => (await stepViews(db, run, [id]))[0];
const settles = (run: RunKey, expected: object, id = "a") =>
  expect.poll(() => view(run, id), WAIT).toMatchObject(expected);
/** Waits until a step has succeeded, and gives what it hands on. */
const gives = async (run: RunKey, stepId = "a") => {
  await settles(run, { status: "succeeded" }, stepId);
  const { workspaceId, runId } = run;
  const where = { workspaceId_runId_stepId: { workspaceId, runId, stepId } };
  return loadValue(db, run, Json.parse((await db.stepRun.findUniqueOrThrow({ where })).output));
};
const request = (run: RunKey) =>
  db.approval.findFirstOrThrow({ where: { runId: run.runId, status: "pending" } });
const decide = async (run: RunKey, decision: Decision) => {
  const { id } = await request(run);
  return changeRun(db, run, (open) => decideApproval(open, id, decision, ann));
};
const accept: Decision = { kind: "approve", args: null, allow: null };

test.each(["t.write", "t.local"])(
  "an output of %s that a person accepts goes on, and nothing is called twice",
  async (tool) => {
    const run = await start("ask", { tool });
    await settles(run, { status: "waiting", waitingFor: "approval" });
    expect((await request(run)).request).toMatchObject({
      kind: "output",
      toolTitle: "Write",
      summary: "Wrote it.",
      output: { text: "All the gossip" },
      findings: [{ rule: "prohibited", severity: "error", field: "text" }],
    });
    expect(await decide(run, accept)).toBe("applied");
    expect(await gives(run)).toMatchObject({ text: "All the gossip", nth: 1 });
    const { notes, costMicros } = (await view(run)) ?? {};
    expect(costMicros).toBe(7);
    expect(notes).toContain("Ann looked at the output and let it go on as it was.");
    expect(await db.toolCall.count({ where: { runId: run.runId, stepId: "a" } })).toBe(1);
    // The next test has told nothing yet: what this one still does must not count there.
    await settles(run, { status: "waiting", waitingFor: "approval" }, "b");
  },
);

test("what a person writes in its place goes on instead, and the next step reads that", async () => {
  const run = await start("ask");
  await settles(run, { status: "waiting", waitingFor: "approval" });
  const { id } = await request(run);
  const actor = { ...ann, workspaceId: run.workspaceId };
  await approveRequest({ ctx: { db, actor }, input: { approvalId: id, output: { text: "All the news" } } });
  expect(await gives(run)).toEqual({ text: "All the news" });
  expect((await view(run))?.notes).toContain("Ann changed the output and let it go on.");
  expect(await gives(run, "b")).toMatchObject({ text: "All the news" });
});

test("what is written in its place is held against the same checks, and says beside itself what is wrong", async () => {
  const schema = { type: "object", properties: { text: { type: "string", maxLength: 20 } } };
  const done = { required: [["text"]], schema, expression: "size(output.text) > 3" };
  const run = await start("ask", { done });
  await settles(run, { status: "waiting", waitingFor: "approval" });
  const { id: approvalId } = await request(run);
  const actor = { ...ann, workspaceId: run.workspaceId };
  const write = (output: Json) => approveRequest({ ctx: { db, actor }, input: { approvalId, output } });
  const faults = [
    [{ other: 1 }, "This is an output without “text”, which this step must have."],
    [{ text: "All the news of the last ten years" }, /does not fit this step's schema/],
    [{ text: "New" }, /does not meet this step's done-condition/],
    [{ text: "More gossip" }, /There is “gossip” in/],
  ] as const;
  for (const [output, message] of faults) {
    await expect(write(output)).rejects.toMatchObject({
      code: "invalid",
      issues: [{ path: ["output"], message: expect.stringMatching(message) as unknown }],
    });
  }
  expect(await request(run)).toMatchObject({ id: approvalId, editedArgs: null });
  expect(await write({ text: "All the news" })).toEqual({ decided: true });
  expect(await gives(run)).toEqual({ text: "All the news" });
});

test("a rule says who decides about outputs of a tool, and how many; other words are another decision", async () => {
  const rule = { subject: "output", tools: "t.*", roles: ["owner"], votes: 2 };
  const run = await start("ask", { rules: { approvals: [{ subject: "call", roles: ["editor"] }, rule] } });
  await settles(run, { status: "waiting", waitingFor: "approval" });
  const { id: approvalId, terms } = await request(run);
  expect(terms).toMatchObject({ roles: ["owner"], votes: 2 });
  const as = (name: string, role: Role = "owner") => ({
    db,
    actor: { ...ann, userId: newId(), workspaceId: run.workspaceId, name, role },
  });
  const [olga, otto] = [as("Olga"), as("Otto")];
  const vote = (ctx: typeof olga, output?: Json) =>
    approveRequest({ ctx, input: { approvalId, ...(output !== undefined && { output }) } });
  await expect(vote(as("Eve", "editor"))).rejects.toMatchObject({ code: "forbidden" });
  expect(await vote(olga)).toEqual({ decided: false });
  expect(await vote(otto, { text: "All the news" })).toEqual({ decided: false });
  const { items } = await listApprovals({ ctx: olga, input: {} });
  expect(items).toMatchObject([
    { votes: [{ name: "Otto" }], editedArgs: { output: { text: "All the news" } } },
  ]);
  expect(await vote(olga)).toEqual({ decided: true });
  expect(await gives(run)).toEqual({ text: "All the news" });
});

/** All pages of what a request would hand on, as those who decide read them, put together. */
async function pagesOf(ctx: Parameters<typeof getApprovalOutput>[0]["ctx"], approvalId: string) {
  const texts: string[] = [];
  for (let offset: number | null = 0; offset !== null;) {
    const page = await getApprovalOutput({ ctx, input: { approvalId, offset } });
    texts.push(page.text ?? "");
    offset = page.next;
  }
  return { value: JSON.parse(texts.join("")) as Json, pages: texts.length };
}

test("a large output is held whole, and shown by pieces", async () => {
  const run = await start("ask", { size: 600_000 });
  await settles(run, { status: "waiting", waitingFor: "approval" });
  const { id: approvalId, request: asked } = await request(run);
  expect(asked).toMatchObject({ kind: "output", output: null });
  const ctx = { db, actor: { ...ann, workspaceId: run.workspaceId } };
  const { items } = await listApprovals({ ctx, input: {} });
  expect(items).toMatchObject([{ editedArgs: null, large: { next: expect.any(Number) as number } }]);
  const { value, pages } = await pagesOf(ctx, approvalId);
  expect(pages).toBeGreaterThan(5);
  expect(value).toMatchObject({ text: "All the gossip", rest: "x".repeat(600_000) });
  await expect(getApprovalOutput({ ctx, input: { approvalId, offset: 9e8 } })).rejects.toMatchObject({
    code: "not_found",
  });
  await decide(run, accept);
  expect(await gives(run)).toMatchObject({ text: "All the gossip", rest: "x".repeat(600_000) });
  await settles(run, { status: "waiting", waitingFor: "approval" }, "b");
});

test.each([120_000, 400_000])(
  "what a reviewer wrote, %i characters, waits for others' votes, who read it by pieces and not whole",
  async (size) => {
    const rule = { subject: "output", tools: "t.*", roles: ["owner"], votes: 2 };
    const run = await start("ask", { rules: { approvals: [rule] } });
    await settles(run, { status: "waiting", waitingFor: "approval" });
    const { id: approvalId } = await request(run);
    const as = (name: string) => ({
      db,
      actor: { ...ann, userId: newId(), workspaceId: run.workspaceId, name },
    });
    const [olga, otto] = [as("Olga"), as("Otto")];
    const written = { text: `All the ${"news ".repeat(size / 5)}` };
    await approveRequest({ ctx: olga, input: { approvalId, output: written } });
    const page = await listApprovals({ ctx: otto, input: {} });
    expect(page.items).toMatchObject([
      {
        votes: [{ name: "Olga" }],
        editedArgs: { output: null },
        request: { output: { text: "All the gossip" } },
      },
    ]);
    expect(JSON.stringify(page).length).toBeLessThan(MOST_SHOWN_OUTPUT);
    expect(ApprovalView.parse(page.items[0]).large).not.toBeNull();
    expect((await pagesOf(otto, approvalId)).value).toEqual(written);
    expect(await approveRequest({ ctx: otto, input: { approvalId } })).toEqual({ decided: true });
    expect(await gives(run)).toEqual(written);
    // The step that reads it is done too before the next test counts its calls.
    expect(await gives(run, "b")).toMatchObject(written);
  },
);

test("a refused output fails the step with the reason, and another try calls anew", async () => {
  const run = await start("ask");
  await settles(run, { status: "waiting", waitingFor: "approval" });
  await decide(run, { kind: "refuse", reason: "Not ours to tell." });
  await settles(run, {
    status: "failed",
    error: { code: "refused", message: "Ann refused it: Not ours to tell." },
  });
  await decideStep(db, { ...run, stepId: "a" }, { kind: "retry" }, "Ann");
  await settles(run, { status: "waiting", waitingFor: "approval" });
  expect((await request(run)).request).toMatchObject({ output: { nth: 2 } });
});

test("a replan is asked for with the finding as its cause, and nothing falls back meanwhile", async () => {
  const run = await start("replan");
  await settles(run, { status: "failed", error: { code: "prohibited" } });
  const replans = await db.replan.findMany({ where: { runId: run.runId } });
  expect(replans).toMatchObject([
    {
      createdBy: "system",
      cause: { kind: "finding", stepId: "a", message: expect.stringContaining("gossip") as unknown },
    },
  ]);
  expect(told).toHaveLength(1);
});

test("no replan is asked for where the run has had as many as it may", async () => {
  const run = await start("replan", { mostReplans: 0 });
  await settles(run, { status: "failed" });
  expect(await db.replan.count({ where: { runId: run.runId } })).toBe(0);
});

test("the next try is told what was found, before any fallback", async () => {
  const run = await start("retry", { maxAttempts: 2 });
  expect(await gives(run)).toMatchObject({ text: "All the news", nth: 2 });
  expect(told.slice(0, 2)).toEqual([[], [expect.stringContaining("There is “gossip” in")]]);
});

test("by default the step goes on with its next fallback", async () => {
  const run = await start("fall_back");
  expect(await gives(run)).toMatchObject({ text: "Nothing at all" });
});
