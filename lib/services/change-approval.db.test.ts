import { describe, expect, test } from "vitest";
import type { Role } from "#lib/domain/actor.ts";
import { newId } from "#lib/domain/ids.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import { Policy } from "#lib/domain/policy.ts";
import { sweepApprovals } from "#lib/ledger/sweep-approvals.ts";
import { testDb } from "#lib/testing/database.ts";
import { codeOf, searchStep } from "#lib/testing/drive-run.ts";
import { addMember, newMember } from "#lib/testing/members.ts";
import { seedPlan, testGraph } from "#lib/testing/seed-run.ts";
import { claimReady, finishStep } from "#lib/testing/work-steps.ts";
import { acceptReplan } from "./accept-replan.ts";
import { approveRequest } from "./approve-request.ts";
import type { ServiceContext } from "./context.ts";
import { delegateRequest } from "./delegate-request.ts";
import { editRun } from "./edit-run.ts";
import { getPlan } from "./get-plan.ts";
import { getRun } from "./get-run.ts";
import { listApprovals } from "./list-approvals.ts";
import { recordReplan } from "./record-replan.ts";
import { refuseRequest } from "./refuse-request.ts";
import { rejectReplan } from "./reject-replan.ts";
import { requestReplan } from "./request-replan.ts";
import { startRun } from "./start-run.ts";

const { prisma: db } = await testDb();

/** A run of which a is done and b and c have not started, started before the workspace had this policy. */
async function underWay(policy: object) {
  const { ctx, workspaceId } = await newMember(db);
  const graph = testGraph([searchStep("a"), searchStep("b"), searchStep("c")], ["a>b", "b>c"]);
  const planId = await seedPlan(db, workspaceId, graph);
  const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: newId() } });
  const [a] = await claimReady(db, { runId });
  if (a) await finishStep(db, a, "a");
  const author = { kind: "api", name: "Test" };
  await db.policyVersion.create({
    data: { workspaceId, number: 1, policy: Policy.parse(policy), author, summary: "" },
  });
  const asked = async (as: ServiceContext = ctx, open = true) =>
    (await listApprovals({ ctx: as, input: { open } })).items;
  const member = (name: string, role: Role) => addMember(db, workspaceId, name, role);
  const view = () => getRun({ ctx, input: { runId } });
  return { ctx, workspaceId, planId, runId, asked, member, view };
}

const rename = (stepId: string, title = "Other"): PlanPatch[number] => ({
  op: "update",
  stepId,
  changes: { title },
});
/** Reads earlier results, which no run of searches was approved for. */
const WIDER: PlanPatch = [
  {
    op: "add",
    step: searchStep("e", { tool: "cache.read" }),
    after: "c",
    dependencies: [{ from: "a", to: "e" }],
  },
];
const NEEDS = ["uses Read earlier results", "reads the workspace's runs"];

describe("a replan of which a rule says who accepts it", () => {
  const TWO = { approvals: [{ subject: "replan", roles: ["owner", "editor"], votes: 2 }] };

  async function proposed(policy: object, changes: readonly PlanPatch[]) {
    const world = await underWay(policy);
    const { workspaceId, runId } = world;
    const replanId = newId();
    const row = { workspaceId, id: replanId, runId, note: "", baseVersion: 1, createdBy: newId() };
    await db.replan.create({
      data: {
        ...row,
        status: "proposed",
        choice: "replan",
        changes: changes.map((operations, at) => ({
          words: `Change ${at + 1}`,
          also: [],
          quote: null,
          operations,
          needs: [],
        })),
      },
    });
    return { ...world, replanId, input: { runId, replanId } };
  }

  test("is accepted when as many as it says have, each once; the votes are a request in the inbox", async () => {
    const { ctx, input, asked, member, view } = await proposed(TWO, [[rename("b")]]);
    const eve = await member("Eve", "editor");
    expect(await acceptReplan({ ctx, input })).toEqual({ decided: false });
    expect(await acceptReplan({ ctx, input })).toEqual({ decided: false });
    expect(await view()).toMatchObject({ versionNumber: 1, replan: { status: "proposed" } });
    const [request] = await asked(eve);
    expect(request).toMatchObject({
      stepId: null,
      request: { kind: "change", replanId: input.replanId, changes: ["Change 1"], needs: [] },
      votes: [{ name: "Ada" }],
      rights: { decide: true },
    });
    expect(await codeOf(acceptReplan({ ctx: await member("Ben", "approver"), input }))).toBe("forbidden");
    // Where it is decided, in the inbox or with the run, makes no difference.
    expect(await approveRequest({ ctx: eve, input: { approvalId: request?.id ?? "" } })).toEqual({
      decided: true,
    });
    expect(await view()).toMatchObject({ versionNumber: 2, replan: { status: "accepted" } });
    expect(await asked(ctx, false)).toMatchObject([{ status: "approved" }]);
  });

  test("is asked about in the moment in which the planner proposes it, and never carried out by itself", async () => {
    const { ctx, workspaceId, runId, asked, view } = await underWay(TWO);
    await db.workspace.update({ where: { id: workspaceId }, data: { runSettings: { replans: "apply" } } });
    const { replanId } = await requestReplan({ ctx, input: { runId, note: "rename Step b to Other" } });
    await recordReplan({
      ctx: { db, actor: { kind: "system", workspaceId } },
      input: { runId, replanId },
      means: { signal: new AbortController().signal },
    });
    expect(await asked()).toMatchObject([
      { request: { kind: "change", replanId, changes: [expect.stringContaining("Other")] }, votes: [] },
    ]);
    expect(await view()).toMatchObject({ versionNumber: 1, replan: { status: "proposed" } });
  });

  test("the same changes and the same new permissions are what they agree on", async () => {
    const { ctx, input, asked, member, view } = await proposed(TWO, [[rename("b")], WIDER]);
    const eve = await member("Eve", "editor");
    await expect(acceptReplan({ ctx, input })).rejects.toMatchObject({
      code: "conflict",
      issues: NEEDS.map((message) => ({ path: ["accepts"], message })),
    });
    expect(await asked()).toEqual([]);
    const accept = (as: ServiceContext, chosen: number[] | null, accepts = NEEDS) =>
      acceptReplan({ ctx: as, input: { ...input, chosen, accepts } });
    expect(await accept(ctx, null)).toEqual({ decided: false });
    // Another choice among its changes is another decision, for which nobody has voted yet.
    expect(await accept(eve, [0])).toEqual({ decided: false });
    expect(await asked()).toMatchObject([
      { votes: [{ name: "Eve" }], editedArgs: { chosen: [0], accepts: [] } },
    ]);
    expect(await accept(ctx, [0, 0])).toEqual({ decided: true });
    const { versionNumber, graph } = await view();
    expect(versionNumber).toBe(2);
    expect(graph.steps.map(({ id, title }) => `${id} ${title}`)).toEqual(["a Step a", "b Other", "c Step c"]);
  });

  test("one refusal rejects it, and so does nobody's decision; whom the rule does not name does neither", async () => {
    const first = await proposed(TWO, [[rename("b")]]);
    const ben = await first.member("Ben", "approver");
    expect(await codeOf(rejectReplan({ ctx: ben, input: first.input }))).toBe("forbidden");
    expect(await first.view()).toMatchObject({ replan: { status: "proposed" } });
    await acceptReplan(first);
    await rejectReplan({ ctx: await first.member("Eve", "editor"), input: first.input });
    expect(await first.view()).toMatchObject({
      versionNumber: 1,
      status: "running",
      replan: { status: "rejected" },
    });
    expect(await first.asked(first.ctx, false)).toMatchObject([{ status: "refused", decidedBy: "Eve" }]);

    const late = await proposed(TWO, [[rename("b")]]);
    await acceptReplan(late);
    await db.approval.updateMany({ where: { runId: late.runId }, data: { expiresAt: new Date(0) } });
    expect(await sweepApprovals(db)).toBe(1);
    expect(await late.view()).toMatchObject({ status: "running", replan: { status: "rejected" } });
  });

  test("it can be handed to one member, and another one asked for in its place leaves nothing to decide", async () => {
    const one = { approvals: [{ subject: "replan", roles: ["owner"] }] };
    const { ctx, input, asked, member, workspaceId, runId } = await proposed(one, [[rename("b")]]);
    const ben = await member("Ben", "approver");
    // Only the owner may, and so nobody had to be asked; the first who tries makes it a request.
    expect(await codeOf(acceptReplan({ ctx: ben, input }))).toBe("forbidden");
    const [request] = await asked();
    await delegateRequest({ ctx, input: { approvalId: request?.id ?? "", to: ben.userId } });
    expect(await codeOf(acceptReplan({ ctx, input }))).toBe("forbidden");
    expect(await sweepApprovals(db)).toBe(0);
    await db.replan.updateMany({ where: { workspaceId, runId }, data: { status: "void" } });
    expect(await sweepApprovals(db)).toBe(1);
    expect(await asked()).toEqual([]);
    expect(await codeOf(acceptReplan({ ctx: ben, input }))).toBe("conflict");
  });

  test("where rules approve plans, one that widens the run is theirs, and another one is not", async () => {
    const policy = { planApproval: "rules", approvals: [{ subject: "plan", roles: ["owner"], votes: 1 }] };
    const wide = await proposed(policy, [WIDER]);
    const eve = await wide.member("Eve", "editor");
    const accepts = NEEDS;
    expect(await codeOf(acceptReplan({ ctx: eve, input: { ...wide.input, accepts } }))).toBe("forbidden");
    expect(await acceptReplan({ ctx: wide.ctx, input: { ...wide.input, accepts } })).toEqual({
      decided: true,
    });
    const narrow = await proposed(policy, [[rename("b")]]);
    const eva = await narrow.member("Eva", "editor");
    expect(await acceptReplan({ ctx: eva, input: narrow.input })).toEqual({ decided: true });
    expect(await narrow.asked(eva, false)).toEqual([]);
  });
});

describe("an edit of a run where rules approve plans", () => {
  const RULES = {
    planApproval: "rules",
    approvals: [{ subject: "plan", roles: ["owner", "approver"], notTheStarter: true }],
  };

  test("that needs nothing new is applied at once", async () => {
    const { ctx, runId, asked, view } = await underWay(RULES);
    const edited = await editRun({ ctx, input: { runId, baseVersion: 1, patch: [rename("c")] } });
    expect(edited).toEqual({ versionNumber: 2, said: [], asked: false });
    expect(await asked()).toEqual([]);
    expect(await view()).toMatchObject({ editAsked: false });
  });

  test("that widens it asks; the run goes on by the plan that it has, and then by the edited one", async () => {
    const { ctx, runId, planId, workspaceId, asked, member, view } = await underWay(RULES);
    const input = { runId, baseVersion: 1, patch: WIDER, idempotencyKey: "k" };
    const answer = { versionNumber: 1, said: [], asked: true };
    expect(await editRun({ ctx, input })).toEqual(answer);
    expect(await editRun({ ctx, input })).toEqual(answer);
    expect(await view()).toMatchObject({ versionNumber: 1, status: "running", editAsked: true, held: false });
    const [request, ...others] = await asked();
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      request: {
        kind: "change",
        replanId: null,
        by: "Ada",
        changes: ["Add “Step e” (cache.read)"],
        needs: NEEDS,
      },
      rights: { decide: false },
    });
    const approvalId = request?.id ?? "";
    expect(await codeOf(approveRequest({ ctx, input: { approvalId } }))).toBe("forbidden");
    // What was approved goes on meanwhile, and may be edited.
    const [b] = await claimReady(db, { runId });
    expect(b?.stepId).toBe("b");
    if (b) await finishStep(db, b, "b");
    await editRun({ ctx, input: { runId, baseVersion: 1, patch: [rename("c")] } });
    expect(await sweepApprovals(db)).toBe(0);
    const ben = await member("Ben", "approver");
    expect(await approveRequest({ ctx: ben, input: { approvalId } })).toEqual({ decided: true });
    const after = await view();
    expect(after).toMatchObject({ versionNumber: 3, editAsked: false });
    expect(after.steps.map(({ stepId, status }) => `${stepId} ${status}`)).toEqual([
      "a succeeded",
      "b succeeded",
      "c ready",
      "e ready",
    ]);
    expect(after.graph.steps.find(({ id }) => id === "c")?.title).toBe("Other");
    const plan = await getPlan({ ctx, input: { planId } });
    expect(plan.graph).toEqual(after.graph);
    expect(plan.versions.find(({ number }) => number === 3)?.author).toMatchObject({ name: "Ada" });
    const run = await db.run.findFirstOrThrow({ where: { workspaceId, id: runId } });
    expect(run.manifest).toMatchObject({ data: ["knowledge", "runs"] });
  });

  test("that is refused changes nothing, and neither does one that nobody decides in time", async () => {
    const { ctx, runId, asked, member, view } = await underWay(RULES);
    const before = await view();
    const input = { runId, baseVersion: 1, patch: WIDER };
    const ben = await member("Ben", "approver");
    await editRun({ ctx, input });
    const [first] = await asked();
    await refuseRequest({ ctx: ben, input: { approvalId: first?.id ?? "", reason: "Not from the cache." } });
    await editRun({ ctx, input });
    await db.approval.updateMany({
      where: { runId, status: "pending" },
      data: { expiresAt: new Date(0) },
    });
    expect(await sweepApprovals(db)).toBe(1);
    expect(await asked(ctx, false)).toMatchObject([
      { status: "expired" },
      { status: "refused", reason: "Not from the cache." },
    ]);
    const { seq: _, ...left } = await view();
    const { seq: __, ...was } = before;
    expect(left).toEqual(was);
  });

  test("a later one takes the place of the earlier; one that no longer fits is void, and says why", async () => {
    const { ctx, runId, asked, member, view } = await underWay(RULES);
    const ben = await member("Ben", "approver");
    const edit = (patch: PlanPatch) => editRun({ ctx, input: { runId, baseVersion: 1, patch } });
    await edit(WIDER);
    await edit([...WIDER, rename("b")]);
    const waiting = await asked();
    expect(waiting).toHaveLength(1);
    expect(await asked(ctx, false)).toMatchObject([
      { status: "void", reason: "A later edit took its place." },
    ]);
    expect(await view()).toMatchObject({ editAsked: true });
    await claimReady(db, { runId });
    const approve = approveRequest({ ctx: ben, input: { approvalId: waiting[0]?.id ?? "" } });
    expect(await codeOf(approve)).toBe("conflict");
    expect((await asked(ctx, false))[0]).toMatchObject({
      status: "void",
      reason: "“Step b” is running by now, so it can no longer be changed.",
    });
    expect(await view()).toMatchObject({ versionNumber: 1, editAsked: false });
  });

  test("that needs something else by the time of its approval is asked about anew", async () => {
    const { ctx, runId, workspaceId, asked, member, view } = await underWay(RULES);
    const ben = await member("Ben", "approver");
    await editRun({ ctx, input: { runId, baseVersion: 1, patch: WIDER } });
    const [first] = await asked();
    // As if it had been asked when the tool needed less.
    await db.approval.updateMany({
      where: { workspaceId, id: first?.id ?? "" },
      data: { request: { ...first?.request, needs: NEEDS.slice(0, 1) } },
    });
    expect(await codeOf(approveRequest({ ctx: ben, input: { approvalId: first?.id ?? "" } }))).toBe(
      "conflict",
    );
    const [second] = await asked();
    expect(second).toMatchObject({ request: { needs: NEEDS }, status: "pending" });
    expect(await view()).toMatchObject({ versionNumber: 1, editAsked: true });
    await approveRequest({ ctx: ben, input: { approvalId: second?.id ?? "" } });
    expect(await view()).toMatchObject({ versionNumber: 2, editAsked: false });
  });
});
