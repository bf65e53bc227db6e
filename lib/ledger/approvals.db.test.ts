import { expect, test } from "vitest";
import type { Role } from "#lib/domain/actor.ts";
import type { AskingCall } from "#lib/domain/allowance.ts";
import type { ApprovalTerms, NewApproval } from "#lib/domain/approval.ts";
import { newId } from "#lib/domain/ids.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { DEFAULT_APPROVAL } from "#lib/domain/policy.ts";
import { readEvents } from "#lib/events/read.ts";
import { testDb } from "#lib/testing/database.ts";
import { claimOf } from "#lib/testing/drive-run.ts";
import { seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { approvedBefore } from "./approved-before.ts";
import type { ClaimedStep } from "./advance.ts";
import { changeRun } from "./change-run.ts";
import { decideApproval, type Decider, type Decision } from "./decide-approval.ts";
import { delegateApproval } from "./delegate-approval.ts";
import { decideStep } from "./decide-step.ts";
import { filledBefore } from "./filled-before.ts";
import { holdStep } from "./hold-step.ts";
import { INBOX, type RunKey } from "./keys.ts";
import { parkStep } from "./park-step.ts";
import { parkedBefore } from "./parked-before.ts";
import { stepViews } from "./step-views.ts";
import { remindOfApprovals, sweepApprovals } from "./sweep-approvals.ts";

const { prisma: db } = await testDb();

const ARGS = { to: "Ann", amountCents: 500 };
const CALL = { call: 0, tool: "test.work", toolVersion: "1", sideEffect: "once" as const };
const WORK = { tool: "test.work", toolVersion: "1", args: ARGS, marked: [] };
const wanted = (terms: Partial<ApprovalTerms> = {}, hash = "h"): NewApproval => ({
  request: { kind: "call", ...CALL, toolTitle: "Work", args: ARGS, findings: [], marked: [] },
  hash,
  terms: { ...DEFAULT_APPROVAL, ...terms },
});
const member = (name: string, role: Role = "editor"): Decider => ({
  kind: "user",
  userId: newId(),
  workspaceId: "",
  role,
  name,
});
const ann = member("Ann");

async function held(
  terms: Partial<ApprovalTerms> = {},
): Promise<{ run: RunKey; step: ClaimedStep; id: string }> {
  const run = await seedRun(db, testGraph(["a", "b"], ["a>b"]));
  const [step] = await claimOf(db, run.runId);
  if (!step) throw new Error("Nothing was claimed.");
  expect(await holdStep(db, step, wanted(terms), ["It asks."])).toBe(true);
  const { id } = await db.approval.findFirstOrThrow({ where: { runId: run.runId } });
  return { run, step, id };
}
const decide = (run: RunKey, id: string, decision: Decision, by: Decider = ann) =>
  changeRun(db, run, (open) => decideApproval(open, id, decision, by));
const yes: Decision = { kind: "approve", args: null, allow: null };
const view = async (run: RunKey, id = "a") => (await stepViews(db, run, [id]))[0];
const claimAgain = async ({ runId }: RunKey) => {
  const [step] = await claimOf(db, runId);
  if (!step) throw new Error("Nothing was claimed.");
  return step;
};

test("a step whose call asks waits without a worker, in the run's state, its events and the inbox", async () => {
  const { run, id } = await held();
  expect(await view(run)).toMatchObject({ status: "waiting", waitingFor: "approval", notes: ["It asks."] });
  expect(await db.run.findFirst({ where: { id: run.runId } })).toMatchObject({
    status: "needs_attention",
    reason: "1 step waits for an approval.",
  });
  const told = await readEvents(db, run.workspaceId, { [INBOX]: 0 }, 10);
  expect(told.map(({ body }) => body)).toEqual([
    { type: "approval.changed", approvalId: id, runId: run.runId, stepId: "a", status: "pending" },
  ]);
});

test("once approved, the very same call may be made, and no other", async () => {
  const { run, id } = await held();
  expect(await decide(run, id, yes)).toBe("applied");
  expect(await decide(run, id, yes)).toBe("already");
  expect(await decide(run, id, { kind: "refuse", reason: "" })).toBe("otherwise");
  const next = await claimAgain(run);
  expect(next).toMatchObject({ stepId: "a", attempt: 2 });
  expect(await approvedBefore(db, next, "h", WORK)).toEqual({
    editedArgs: null,
  });
  expect(await approvedBefore(db, next, "other", WORK)).toBeNull();
  // What a model had filled in is what people saw: it is not filled in anew.
  expect(await filledBefore(db, next, CALL)).toEqual(ARGS);
  expect(await parkedBefore(db, next)).toBeNull();
});

test("edited arguments are approved in the place of those asked for, and void the votes for the others", async () => {
  const { run, id } = await held({ votes: 2 });
  const args = { to: "Ann", amountCents: 400 };
  const edits: Decision = { kind: "approve", args, allow: null };
  expect(await decide(run, id, yes)).toBe("voted");
  expect(await decide(run, id, edits, member("Ben"))).toBe("voted");
  expect(await db.approvalVote.findMany({ where: { approvalId: id } })).toMatchObject([{ name: "Ben" }]);
  expect(await decide(run, id, yes)).toBe("applied");
  const next = await claimAgain(run);
  expect(await approvedBefore(db, next, "h", WORK)).toEqual({
    editedArgs: args,
  });
});

test("as many as the terms say must approve; one alone cannot do it twice, one refusal is enough", async () => {
  const { run, id } = await held({ votes: 3 });
  expect([await decide(run, id, yes), await decide(run, id, yes)]).toEqual(["voted", "voted"]);
  expect(await decide(run, id, yes, member("Ben"))).toBe("voted");
  expect(await decide(run, id, { kind: "refuse", reason: "Wrong sum." }, member("Cleo"))).toBe("applied");
  expect(await view(run)).toMatchObject({
    status: "failed",
    error: { code: "refused", message: "Cleo refused it: Wrong sum.", retryable: false },
  });
});

test("only those whom the terms name decide: by role, not the starter, or the one it was handed to", async () => {
  const { run, id } = await held({ roles: ["owner"], notTheStarter: true });
  const { createdBy } = await db.run.findFirstOrThrow({ where: { id: run.runId } });
  const owner = member("Olga", "owner");
  expect(await decide(run, id, yes)).toBe("not_yours");
  expect(await decide(run, id, yes, { ...owner, userId: createdBy })).toBe("not_yours");
  await db.approval.updateMany({ where: { id }, data: { delegatedTo: ann.userId } });
  expect(await decide(run, id, yes, owner)).toBe("not_yours");
  expect(await decide(run, id, yes)).toBe("applied");
});

test("a request is handed to one member, who alone decides, and can be taken back by those whom its terms name", async () => {
  const { run, id } = await held({ roles: ["owner"], notTheStarter: true });
  const { createdBy } = await db.run.findFirstOrThrow({ where: { id: run.runId } });
  const [olga, ben, cleo] = [member("Olga", "owner"), member("Ben", "approver"), member("Cleo", "owner")];
  const hand = (to: Decider | null, by: Decider) =>
    changeRun(db, run, (open) => delegateApproval(open, id, to && { userId: to.userId, name: to.name }, by));
  expect(await hand(ben, ann)).toBe("not_yours");
  expect(await hand({ ...ann, userId: createdBy }, olga)).toBe("starter");
  expect([await hand(ben, olga), await hand(ben, olga)]).toEqual(["applied", "already"]);
  expect(await decide(run, id, yes, olga)).toBe("not_yours");
  expect(await hand(null, ann)).toBe("not_yours");
  expect(await hand(null, cleo)).toBe("applied");
  expect(await decide(run, id, yes, ben)).toBe("not_yours");
  // Whom it was handed to may hand it on or give it back, though the terms name others.
  expect([await hand(ben, cleo), await hand(ann, ben)]).toEqual(["applied", "applied"]);
  expect(await db.approval.findFirst({ where: { id } })).toMatchObject({
    delegatedTo: ann.userId,
    delegatedBy: { userId: ben.userId, name: "Ben" },
  });
  expect(await decide(run, id, yes)).toBe("applied");
  expect(await hand(null, olga)).toBe("decided");
  const notices = await db.approvalNotice.findMany({
    where: { approvalId: id },
    orderBy: { createdAt: "asc" },
  });
  expect(notices.map(({ notice, sentAt }) => [notice, sentAt])).toMatchObject([
    [{ kind: "asked", to: null, link: `/approvals?request=${id}` }, null],
    [{ kind: "delegated", to: ben.userId }, null],
    [{ kind: "delegated", to: ben.userId }, null],
    [{ kind: "delegated", to: ann.userId }, null],
  ]);
});

test("what several must approve is not one member's alone", async () => {
  const { run, id } = await held({ votes: 2 });
  const ben = { userId: newId(), name: "Ben" };
  expect(await changeRun(db, run, (open) => delegateApproval(open, id, ben, ann))).toBe("several");
  await db.approval.updateMany({ where: { id }, data: { delegatedTo: ann.userId } });
  expect(await decide(run, id, yes)).toBe("voted");
});

test("a request that waits reminds, each time once however many look, and no more once it is decided", async () => {
  const { run, id } = await held({ remindHours: 5 });
  const silent = await held({ remindHours: null });
  const due = () => db.approval.updateMany({ where: { id }, data: { remindAt: new Date(0) } });
  expect(await remindOfApprovals(db)).toBe(0);
  await due();
  const counts = await Promise.all(Array.from({ length: 8 }, () => remindOfApprovals(db)));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
  const row = await db.approval.findFirstOrThrow({ where: { id } });
  expect(row.reminders).toBe(1);
  expect((row.remindAt?.getTime() ?? 0) - (row.remindedAt?.getTime() ?? 0)).toBe(5 * 3_600_000);
  const told = await readEvents(db, run.workspaceId, { [INBOX]: 0 }, 10);
  expect(told.map(({ body }) => body).slice(1)).toEqual([
    {
      type: "approval.reminded",
      approvalId: id,
      runId: run.runId,
      stepId: "a",
      since: row.createdAt.toISOString(),
      times: 1,
    },
  ]);
  await due();
  expect(await remindOfApprovals(db)).toBe(1);
  await decide(run, id, yes);
  expect(await db.approval.findFirst({ where: { id } })).toMatchObject({ reminders: 2, remindAt: null });
  expect(await remindOfApprovals(db)).toBe(0);
  expect(await db.approval.findFirst({ where: { id: silent.id } })).toMatchObject({
    reminders: 0,
    remindAt: null,
  });
  const kinds = await db.approvalNotice.findMany({ where: { approvalId: id } });
  expect(kinds.map(({ notice }) => (notice as { kind: string }).kind).toSorted()).toEqual([
    "asked",
    "reminded",
    "reminded",
  ]);
});

test("a call allowed for the run asks no more where its arguments keep to what was allowed", async () => {
  const { run, id } = await held();
  const rules = {
    to: { kind: "like" as const, pattern: "A*n" },
    amountCents: { kind: "most" as const, value: 500 },
  };
  await decide(run, id, {
    kind: "approve",
    args: null,
    allow: { tool: "test.work", toolVersion: "1", rules },
  });
  const next = await claimAgain(run);
  const asks = (args: JsonObject, call: Partial<AskingCall> = {}) =>
    approvedBefore(db, next, "another", { ...WORK, ...call, args });
  expect(await asks({ to: "Ann", amountCents: 9 })).toEqual({ editedArgs: null });
  expect(await asks({ to: "Alan", amountCents: 500, more: 1 })).toEqual({ editedArgs: null });
  expect(await asks({ to: "Eve", amountCents: 9 })).toBeNull();
  expect(await asks({ to: "Ann", amountCents: 501 })).toBeNull();
  expect(await asks({ to: "Ann" })).toBeNull();
  expect(await asks(ARGS, { tool: "other" })).toBeNull();
  expect(await asks(ARGS, { toolVersion: "2" })).toBeNull();
  // What came from outside is looked at, unless a rule says what it must be.
  expect(await asks({ ...ARGS, note: "hi" }, { marked: ["note"] })).toBeNull();
  expect(await asks(ARGS, { marked: ["to"] })).toEqual({ editedArgs: null });
});

// lib/worker/thousand-approvals.db.test.ts has a thousand, from several processes.
test("of a hundred who approve at once one has an effect", async () => {
  const { run, id } = await held();
  const members = Array.from({ length: 20 }, (_, i) => member(`M${i}`));
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, (_, i) => decide(run, id, yes, members[i % members.length] ?? ann)),
  );
  expect(outcomes.filter((outcome) => outcome === "applied")).toHaveLength(1);
  expect(new Set(outcomes)).toEqual(new Set(["applied", "already"]));
  expect(await claimAgain(run)).toMatchObject({ attempt: 2 });
  expect(await db.attempt.count({ where: { runId: run.runId } })).toBe(1);
}, 60_000);

test("what nobody decides in time counts as refused; what it was about may have gone meanwhile", async () => {
  const late = await held();
  const gone = await held();
  await decideStep(db, { ...gone.run, stepId: "a" }, { kind: "skip", output: null }, "Ann");
  await db.approval.updateMany({ where: { id: late.id }, data: { expiresAt: new Date(0) } });
  expect(await sweepApprovals(db)).toBe(2);
  expect(await view(late.run)).toMatchObject({ status: "failed", error: { code: "approval_expired" } });
  expect(await view(gone.run)).toMatchObject({ status: "skipped" });
  const statuses = await db.approval.findMany({
    where: { id: { in: [late.id, gone.id] } },
    orderBy: { id: "asc" },
  });
  expect(statuses.map(({ status }) => status)).toEqual(["expired", "void"]);
  expect(await sweepApprovals(db)).toBe(0);
});

test("an answer reaches the call that asked; an approval is none", async () => {
  const run = await seedRun(db, testGraph(["a"]));
  const step = await claimAgain(run);
  const awaits = { kind: "answer" as const, title: "Which one?", form: { type: "object" } };
  await parkStep(db, step, { call: 0, tool: "test.work", awaits, state: 1, answer: null }, []);
  const { id } = await db.approval.findFirstOrThrow({ where: { runId: run.runId } });
  expect(await decide(run, id, yes)).toBe("wrong_kind");
  expect(await decide(run, id, { kind: "answer", answer: { which: "the \u0000 red one" } })).toBe("applied");
  expect(await parkedBefore(db, await claimAgain(run))).toMatchObject({
    state: 1,
    answer: { which: "the \u0000 red one" },
  });
});
