import { expect, test } from "vitest";
import type { Role } from "#lib/domain/actor.ts";
import { newId } from "#lib/domain/ids.ts";
import { Policy } from "#lib/domain/policy.ts";
import { INBOX } from "#lib/ledger/keys.ts";
import { readEvents } from "#lib/events/read.ts";
import { sweepApprovals } from "#lib/ledger/sweep-approvals.ts";
import { testDb } from "#lib/testing/database.ts";
import { claimOf, codeOf, searchStep } from "#lib/testing/drive-run.ts";
import { addMember, newMember } from "#lib/testing/members.ts";
import { seedPlan, testGraph } from "#lib/testing/seed-run.ts";
import { abortRun } from "./abort-run.ts";
import { acceptReplan } from "./accept-replan.ts";
import { approveRequest } from "./approve-request.ts";
import { changeThread } from "./change-thread.ts";
import type { ServiceContext } from "./context.ts";
import { delegateRequest } from "./delegate-request.ts";
import { editRun } from "./edit-run.ts";
import { getRun } from "./get-run.ts";
import { getRunPermissions } from "./get-run-permissions.ts";
import { listApprovals } from "./list-approvals.ts";
import { listRuns } from "./list-runs.ts";
import { openThread } from "./open-thread.ts";
import { previewRun } from "./preview-run.ts";
import { refuseRequest } from "./refuse-request.ts";
import { rerunRun } from "./rerun-run.ts";
import { resumeRun } from "./resume-run.ts";
import { startRun } from "./start-run.ts";

const { prisma: db } = await testDb();

/** A workspace with a plan of two searches, whose policy is this. */
async function world(policy: object) {
  const { ctx, workspaceId } = await newMember(db);
  const author = { kind: "api", name: "Test" };
  await db.policyVersion.create({
    data: { workspaceId, number: 1, policy: Policy.parse(policy), author, summary: "" },
  });
  const planId = await seedPlan(db, workspaceId, testGraph([searchStep("a"), searchStep("b")], ["a>b"]));
  const member = (name: string, role: Role) => addMember(db, workspaceId, name, role);
  const start = async () =>
    (await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: newId() } })).runId;
  const asked = async () => {
    const { items } = await listApprovals({ ctx, input: {} });
    const [first] = items;
    if (!first) throw new Error("Nothing is asked.");
    return first;
  };
  const view = (runId: string) => getRun({ ctx, input: { runId } });
  return { ctx, workspaceId, planId, member, start, asked, view };
}

const BY_OTHERS = {
  planApproval: "rules",
  approvals: [{ subject: "plan", roles: ["owner", "approver"], notTheStarter: true }],
};

test("by default whoever starts a run approves it, having seen exactly what it may use", async () => {
  const { ctx, planId, start, view } = await world({});
  const preview = await previewRun({ ctx, input: { planId, rev: 0 } });
  expect(Object.keys(preview.manifest.tools)).toEqual(["knowledge.search"]);
  expect(preview).toMatchObject({ manifest: { data: ["knowledge"] }, terms: null });
  const input = { planId, rev: 0, idempotencyKey: newId() };
  expect(await codeOf(startRun({ ctx, input: { ...input, approves: "another" } }))).toBe("conflict");
  const { runId } = await startRun({ ctx, input: { ...input, approves: preview.hash } });
  expect(await view(runId)).toMatchObject({ status: "queued", held: false });
  const permissions = await getRunPermissions({ ctx, input: { runId } });
  expect(permissions).toMatchObject({
    manifest: preview.manifest,
    startedBy: "Ada",
    approvals: [],
    allowances: [],
  });
  expect(await codeOf(previewRun({ ctx, input: { planId, rev: 5 } }))).toBe("conflict");
  expect(await view(await start())).toMatchObject({ held: false });
});

test("a comment that blocks keeps a plan from being approved until it is resolved", async () => {
  const { ctx, planId, member, start, asked, view } = await world(BY_OTHERS);
  const runId = await start();
  const { threadId } = await openThread({
    ctx,
    input: { planId, stepId: "a", text: "Not like this", blocks: true, key: newId() },
  });
  const approver = await member("Bo", "approver");
  const input = { approvalId: (await asked()).id };
  await expect(approveRequest({ ctx: approver, input })).rejects.toMatchObject({
    code: "conflict",
    issues: [{ path: ["steps", "a"] }],
  });
  expect(await view(runId)).toMatchObject({ held: true });
  await changeThread({ ctx: approver, input: { planId, threadId, status: "resolved" } });
  await approveRequest({ ctx: approver, input });
  expect(await view(runId)).toMatchObject({ held: false });
});

test("where rules approve plans, a run waits until others have, and nothing else lets it begin", async () => {
  const { ctx, workspaceId, planId, member, start, asked, view } = await world(BY_OTHERS);
  expect((await previewRun({ ctx, input: { planId, rev: 0 } })).terms).toMatchObject({ notTheStarter: true });
  const runId = await start();
  expect(await view(runId)).toMatchObject({
    status: "paused",
    held: true,
    reason: "Waits for an approval of the plan.",
  });
  expect((await listRuns({ ctx, input: {} })).items).toMatchObject([{ id: runId, waitsFor: "approval" }]);
  expect(await claimOf(db, runId)).toEqual([]);
  expect(await codeOf(resumeRun({ ctx, input: { runId } }))).toBe("conflict");
  const request = await asked();
  expect(request).toMatchObject({
    stepId: null,
    stepTitle: "The whole plan",
    rights: { decide: false },
    request: {
      kind: "plan",
      versionNumber: 1,
      steps: [{ tool: "knowledge.search" }, {}],
      manifest: { data: ["knowledge"] },
    },
  });
  const told = await readEvents(db, workspaceId, { [INBOX]: 0 }, 10);
  expect(told.map(({ body }) => body)).toMatchObject([
    { type: "approval.changed", stepId: null, status: "pending" },
  ]);
  const input = { approvalId: request.id };
  expect(await codeOf(approveRequest({ ctx, input }))).toBe("forbidden");
  expect(await sweepApprovals(db)).toBe(0);
  const ben = await member("Ben", "approver");
  expect(await approveRequest({ ctx: ben, input })).toEqual({ decided: true });
  expect(await view(runId)).toMatchObject({ status: "running", held: false });
  expect((await listRuns({ ctx, input: {} })).items).toMatchObject([{ waitsFor: null }]);
  expect(await claimOf(db, runId)).toMatchObject([{ stepId: "a" }]);
  const { approvals } = await getRunPermissions({ ctx, input: { runId } });
  expect(approvals).toMatchObject([{ status: "approved", votes: [{ name: "Ben" }] }]);
});

test("a refusal ends the run before it has begun, and so does nobody's decision", async () => {
  const { ctx, member, start, asked, view } = await world(BY_OTHERS);
  const ben = await member("Ben", "approver");
  const refused = await start();
  await refuseRequest({
    ctx: ben,
    input: { approvalId: (await asked()).id, reason: "Too early.", replan: true },
  });
  expect(await view(refused)).toMatchObject({ status: "aborted", held: false, stepsDone: 0, replan: null });
  const { approvals } = await getRunPermissions({ ctx, input: { runId: refused } });
  expect(approvals).toMatchObject([{ status: "refused", decidedBy: "Ben", reason: "Too early." }]);
  const late = await start();
  await db.approval.updateMany({ where: { runId: late }, data: { expiresAt: new Date(0) } });
  expect(await sweepApprovals(db)).toBe(1);
  expect(await view(late)).toMatchObject({ status: "aborted", held: false });
});

test("a change of the plan voids what was asked and asks anew; an aborted run asks nobody", async () => {
  const { ctx, member, start, asked, view } = await world(BY_OTHERS);
  const ben = await member("Ben", "approver");
  const runId = await start();
  const before = await asked();
  const patch = [{ op: "update" as const, stepId: "b", changes: { title: "Search again" } }];
  await editRun({ ctx, input: { runId, baseVersion: 1, patch } });
  const after = await asked();
  expect(after.id).not.toBe(before.id);
  expect(after.request).toMatchObject({ versionNumber: 2, steps: [{}, { title: "Search again" }] });
  expect(await view(runId)).toMatchObject({ status: "paused", held: true });
  expect(await codeOf(approveRequest({ ctx: ben, input: { approvalId: before.id } }))).toBe("conflict");
  await delegateRequest({ ctx: ben, input: { approvalId: after.id, to: ben.userId } });
  await abortRun({ ctx, input: { runId } });
  expect(await sweepApprovals(db)).toBe(1);
  expect(await view(runId)).toMatchObject({ status: "aborted", held: false });
  expect((await listApprovals({ ctx, input: {} })).total).toBe(0);
});

test("as many as the rule says must approve, and a rerun is approved like any run", async () => {
  const { ctx, member, start, asked, view } = await world({
    planApproval: "rules",
    approvals: [{ subject: "plan", roles: ["owner", "editor"], votes: 2 }],
  });
  const first = await start();
  const input = { approvalId: (await asked()).id };
  expect(await approveRequest({ ctx, input })).toEqual({ decided: false });
  expect(await view(first)).toMatchObject({ held: true });
  expect(await approveRequest({ ctx: await member("Eve", "editor"), input })).toEqual({ decided: true });
  await abortRun({ ctx, input: { runId: first } });
  const { runId } = await rerunRun({ ctx, input: { runId: first, version: "same" } });
  expect(await view(runId)).toMatchObject({ status: "paused", held: true });
});

test("where a rule names who accepts replans, others do not", async () => {
  const { ctx, workspaceId, member, start } = await world({
    approvals: [{ subject: "replan", roles: ["owner", "editor"], notTheStarter: true }],
  });
  const runId = await start();
  const replanId = newId();
  await db.replan.create({
    data: {
      workspaceId,
      id: replanId,
      runId,
      status: "proposed",
      note: "",
      baseVersion: 1,
      createdBy: newId(),
    },
  });
  const accept = async (as: ServiceContext) => codeOf(acceptReplan({ ctx: as, input: { runId, replanId } }));
  expect(await accept(ctx)).toBe("forbidden");
  expect(await accept(await member("Ben", "approver"))).toBe("forbidden");
  // Whom the rule names gets as far as what is in it, which is nothing.
  expect(await accept(await member("Eve", "editor"))).toBe("conflict");
});
