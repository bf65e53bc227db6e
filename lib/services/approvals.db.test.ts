import { expect, test } from "vitest";
import type { Role } from "#lib/domain/actor.ts";
import type { ApprovalTerms } from "#lib/domain/approval.ts";
import { newId } from "#lib/domain/ids.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { DEFAULT_APPROVAL } from "#lib/domain/policy.ts";
import { holdStep } from "#lib/ledger/hold-step.ts";
import { testDb } from "#lib/testing/database.ts";
import { claimOf } from "#lib/testing/drive-run.ts";
import { addMember } from "#lib/testing/members.ts";
import { seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { approveRequest } from "./approve-request.ts";
import type { ServiceContext } from "./context.ts";
import { delegateRequest } from "./delegate-request.ts";
import { getHome } from "./get-home.ts";
import { listApprovals } from "./list-approvals.ts";
import { listDeciders } from "./list-deciders.ts";
import { listRuns } from "./list-runs.ts";
import { recordReplan } from "./record-replan.ts";
import { refuseRequest } from "./refuse-request.ts";

const { prisma: db } = await testDb();

const ARGS = { url: "https://example.com/hook", payload: { sum: 500 }, secret: "hook" };

/** A run whose first step waits for the approval of a call, with members of its workspace. */
async function asking(terms: Partial<ApprovalTerms> = {}) {
  const run = await seedRun(db, testGraph(["a", "b"], ["a>b"]));
  const [step] = await claimOf(db, run.runId);
  if (!step) throw new Error("Nothing was claimed.");
  const request = {
    kind: "call" as const,
    call: 0,
    tool: "webhook.call",
    toolTitle: "Call a webhook",
    toolVersion: "1",
    sideEffect: "once" as const,
    args: ARGS,
    findings: [],
    marked: [],
  };
  await holdStep(db, step, { request, hash: "h", terms: { ...DEFAULT_APPROVAL, ...terms } }, []);
  const { id: approvalId } = await db.approval.findFirstOrThrow({ where: { runId: run.runId } });
  const member = (name: string, role: Role) => addMember(db, run.workspaceId, name, role);
  return { run, approvalId, member };
}

const open = async (ctx: ServiceContext, mine = true) =>
  (await listApprovals({ ctx, input: { mine } })).items;

test("who may decide sees a request as theirs; once handed over it is the other's alone, and both see it", async () => {
  const { approvalId, member } = await asking({ roles: ["owner"] });
  const olga = await member("Olga", "owner");
  const ben = await member("Ben", "approver");
  const vera = await member("Vera", "viewer");
  expect(await listDeciders({ ctx: ben, input: { approvalId } })).toMatchObject([
    { name: "Ben", role: "approver" },
    { name: "Olga", role: "owner" },
  ]);
  expect(await open(olga)).toMatchObject([{ id: approvalId, rights: { decide: true, handOn: true } }]);
  expect(await open(ben)).toEqual([]);
  await expect(delegateRequest({ ctx: ben, input: { approvalId, to: ben.userId } })).rejects.toMatchObject({
    code: "forbidden",
  });
  for (const to of [vera.userId, newId(), ""]) {
    await expect(delegateRequest({ ctx: olga, input: { approvalId, to } })).rejects.toMatchObject({
      code: "invalid",
      issues: [{ path: ["to"], message: "Choose a member of this workspace who may decide." }],
    });
  }
  await delegateRequest({ ctx: olga, input: { approvalId, to: ben.userId } });
  expect(await open(olga)).toEqual([]);
  const handed = { delegatedTo: { name: "Ben" }, delegatedBy: "Olga" };
  expect(await open(olga, false)).toMatchObject([
    { ...handed, rights: { decide: false, handOn: true, toYou: false } },
  ]);
  expect(await open(ben)).toMatchObject([{ ...handed, rights: { decide: true, handOn: true, toYou: true } }]);
  expect(await open(vera, false)).toMatchObject([{ ...handed, rights: { decide: false, handOn: false } }]);
  await expect(approveRequest({ ctx: olga, input: { approvalId } })).rejects.toMatchObject({
    code: "forbidden",
  });
  expect(await approveRequest({ ctx: ben, input: { approvalId } })).toEqual({ decided: true });
  await expect(delegateRequest({ ctx: olga, input: { approvalId, to: null } })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("the start page names what waits for its reader, and nothing that is another's to decide", async () => {
  const { run, approvalId, member } = await asking({ roles: ["owner"] });
  const olga = await member("Olga", "owner");
  const ben = await member("Ben", "approver");
  const waiting = async (ctx: ServiceContext) => (await getHome({ ctx, input: {} })).waiting;
  expect(await waiting(olga)).toMatchObject({
    total: 1,
    items: [{ id: approvalId, heading: "Call a webhook?", stepTitle: "Step a", planTitle: "Test plan" }],
  });
  expect(await waiting(ben)).toEqual({ total: 0, items: [] });
  await db.approval.updateMany({ where: { runId: run.runId }, data: { status: "void" } });
  expect(await waiting(olga)).toEqual({ total: 0, items: [] });
});

test("the starter neither counts nor is offered where the terms exclude them", async () => {
  const { run, approvalId, member } = await asking({ notTheStarter: true });
  const ann = await member("Ann", "editor");
  const ben = await member("Ben", "editor");
  await db.run.updateMany({ where: { id: run.runId }, data: { createdBy: ann.userId } });
  expect(await open(ann)).toEqual([]);
  expect(await open(ben)).toHaveLength(1);
  expect(await listDeciders({ ctx: ann, input: { approvalId } })).toMatchObject([{ name: "Ben" }]);
  await expect(delegateRequest({ ctx: ben, input: { approvalId, to: ann.userId } })).rejects.toMatchObject({
    code: "invalid",
  });
});

test("a refusal's reason fails the step and goes to the planner with it, once; without a reason there is nothing to go by", async () => {
  const { run, approvalId, member } = await asking();
  const ben = await member("Ben", "approver");
  await expect(
    refuseRequest({ ctx: ben, input: { approvalId, reason: " ", replan: true } }),
  ).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["reason"] }] });
  const refusal = { approvalId, reason: "Not before legal has seen it.", replan: true };
  await refuseRequest({ ctx: ben, input: refusal });
  await refuseRequest({ ctx: ben, input: refusal });
  const replans = await db.replan.findMany({ where: { runId: run.runId } });
  const cause = { kind: "refused", stepId: "a", by: "Ben", reason: "Not before legal has seen it." };
  expect(replans).toMatchObject([{ status: "planning", note: "", cause, createdBy: ben.userId }]);
  const step = await db.stepRun.findFirstOrThrow({ where: { runId: run.runId, stepId: "a" } });
  expect(step).toMatchObject({
    status: "failed",
    error: { code: "refused", message: "Ben refused it: Not before legal has seen it." },
  });
  await recordReplan({
    ctx: { db, actor: { kind: "system", workspaceId: run.workspaceId } },
    input: { runId: run.runId, replanId: replans[0]?.id ?? "" },
    means: { signal: new AbortController().signal },
  });
  const asked = await db.replan.findFirstOrThrow({ where: { runId: run.runId } });
  expect(asked.status).toBe("asked");
  expect(asked.explanation).toMatch(/^What should be done instead of/);
});

test("a refusal without a wish for another way asks nobody", async () => {
  const { run, approvalId, member } = await asking();
  await refuseRequest({ ctx: await member("Ann", "editor"), input: { approvalId } });
  expect(await db.replan.count({ where: { runId: run.runId } })).toBe(0);
});

test("the list of runs says what one that stands still waits for, as long as an answer is all that it needs", async () => {
  const { run, member } = await asking();
  const ctx = await member("Ann", "editor");
  const waits = async () => (await listRuns({ ctx, input: {} })).items.map(({ waitsFor }) => waitsFor);
  expect(await waits()).toEqual(["approval"]);
  const of = { runId: run.runId, stepId: "a" };
  for (const waitingFor of ["answer", "spend"]) {
    await db.stepRun.updateMany({ where: of, data: { waitingFor } });
    expect(await waits()).toEqual([waitingFor]);
  }
  await db.stepRun.updateMany({ where: { ...of, stepId: "b" }, data: { status: "failed" } });
  expect(await waits()).toEqual([null]);
});

test("a question that is not answered, and why, goes to the planner like any refusal", async () => {
  const { run, approvalId, member } = await asking();
  const form = { type: "object", properties: { colour: { type: "string" } } };
  await db.approval.update({
    where: { workspaceId_id: { workspaceId: run.workspaceId, id: approvalId } },
    data: { request: { kind: "answer", title: "Which colour?", form } },
  });
  await db.stepRun.updateMany({
    where: { runId: run.runId, stepId: "a" },
    data: { waitingFor: "answer" },
  });
  const refusal = { approvalId, reason: "There is no cover this year.", replan: true };
  await refuseRequest({ ctx: await member("Ben", "approver"), input: refusal });
  const [replan] = await db.replan.findMany({ where: { runId: run.runId } });
  expect(replan?.cause).toMatchObject({
    kind: "refused",
    stepId: "a",
    what: "answer",
    reason: refusal.reason,
  });
  expect(await db.stepRun.findFirst({ where: { runId: run.runId, stepId: "a" } })).toMatchObject({
    status: "failed",
    error: { message: "Ben refused it: There is no cover this year." },
  });
});

test("edited arguments are held against the tool, each fault at its own argument", async () => {
  const { approvalId, member } = await asking();
  const ctx = await member("Ann", "editor");
  const approve = (args: JsonObject) => approveRequest({ ctx, input: { approvalId, args } });
  await expect(approve({ payload: 1, secret: "hook" })).rejects.toMatchObject({
    code: "invalid",
    issues: [{ path: ["args", "url"], message: "This is needed." }],
  });
  await expect(approve({ ...ARGS, url: 7 })).rejects.toMatchObject({
    code: "invalid",
    issues: [{ path: ["args", "url"], message: "This must be text." }],
  });
  expect((await open(ctx))[0]).toMatchObject({ status: "pending", votes: [] });
  const args = { ...ARGS, payload: { sum: 400 } };
  expect(await approve(args)).toEqual({ decided: true });
  expect(await db.approval.findFirst({ where: { id: approvalId } })).toMatchObject({
    status: "approved",
    editedArgs: args,
  });
});

test("what is allowed for the run must hold for the call that is approved, and is kept in its own words", async () => {
  const { run, approvalId, member } = await asking();
  const ctx = await member("Ann", "editor");
  type Allow = NonNullable<Parameters<typeof approveRequest>[0]["input"]["allow"]>;
  const allowing = (allow: Allow) => approveRequest({ ctx, input: { approvalId, allow } });
  await expect(allowing({ url: { kind: "like", pattern: "https://other.test/*" } })).rejects.toMatchObject({
    code: "invalid",
    issues: [{ path: ["allow", "url"], message: "What you approve does not keep to this itself." }],
  });
  await expect(allowing({ to: { kind: "same" } })).rejects.toMatchObject({
    issues: [{ path: ["allow", "to"] }],
  });
  await expect(allowing({ url: { kind: "like", pattern: " " } })).rejects.toMatchObject({
    issues: [{ path: ["allow", "url", "pattern"], message: "The pattern is empty." }],
  });
  await allowing({ url: { kind: "like", pattern: "https://example.com/*" }, payload: { kind: "same" } });
  const [row] = await db.runAllowance.findMany({ where: { runId: run.runId } });
  expect(row?.allowance).toEqual({
    tool: "webhook.call",
    toolVersion: "1",
    rules: {
      url: { kind: "like", pattern: "https://example.com/*" },
      payload: { kind: "same", value: ARGS.payload },
    },
  });
});
