import { z } from "zod";
import type { Allowance } from "#lib/domain/allowance.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { ApprovalTerms, mayDecide, type ApprovalStatus } from "#lib/domain/approval.ts";
import { newId } from "#lib/domain/ids.ts";
import { Json, type JsonObject } from "#lib/domain/json.ts";
import type { StepError } from "#lib/domain/run.ts";
import { RaiseTo } from "#lib/domain/spend.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import { nextRunStatus } from "#lib/engine/run-machine.ts";
import { abortOpenRun } from "./abort-run.ts";
import { changeOf } from "./approval-rows.ts";
import type { OpenRun } from "./change-run.ts";
import { decideReplan } from "./decide-replan.ts";
import { insertParts, storeValue } from "./large-values.ts";
import { lockApproval, stillWaits, type LockedApproval } from "./lock-approval.ts";
import { wake } from "./park-step.ts";
import { raiseCap } from "./raise-cap.ts";
import { storable } from "./stored.ts";

/** A member who decides. */
export type Decider = Extract<Actor, { kind: "user" }>;

/**
 * What a member decides about a request. `args`: edited arguments that are approved instead; `allow`: calls to allow from now on;
 * `output`: what is handed on instead of what the step gave; `carryOut`: does what the ledger cannot do by itself once enough members have
 * approved it, and gives the reason when it cannot be done any more.
 */
export type Decision =
  | {
      kind: "approve";
      args: JsonObject | null;
      allow: Allowance | null;
      output?: Json;
      carryOut?: (run: OpenRun) => Promise<string | null>;
    }
  | { kind: "refuse"; reason: string }
  | { kind: "answer"; answer: Json };

/**
 * What came of it. `voted`: it counts, and others must approve too; `already`: it had been decided the same way before; `otherwise`: it
 * had been decided in another way; `void`: what it was about has changed; `not_yours`: the terms name others.
 */
export const Decided = z.enum([
  "applied",
  "voted",
  "already",
  "otherwise",
  "void",
  "not_yours",
  "wrong_kind",
]);
export type Decided = z.infer<typeof Decided>;

/**
 * Carries out a member's decision about a request of this run, whose row is locked: however many decide at once, one has an effect. A
 * request can be decided only while its step waits with the attempt that asked.
 * @returns null when the run has no such request
 */
export async function decideApproval(
  run: OpenRun,
  approvalId: string,
  decision: Decision,
  by: Decider,
): Promise<Decided | null> {
  const row = await lockApproval(run, approvalId);
  if (!row) return null;
  if (row.status !== "pending") return said(decision) === row.status ? "already" : "otherwise";
  const { request } = row;
  if ((decision.kind === "answer") !== (request.kind === "answer") && decision.kind !== "refuse")
    return "wrong_kind";
  if (decision.kind === "approve" && request.kind === "change" && !decision.carryOut) return "wrong_kind";
  const event = decision.kind === "refuse" ? "refuse" : decision.kind;
  if (!(await stillWaits(run, row, event))) {
    await close(run, approvalId, row, { status: "void", by: null, reason: "What it was about has changed." });
    return "void";
  }
  const terms = ApprovalTerms.parse(row.terms);
  if (!mayDecide({ ...row, terms }, by)) return "not_yours";
  if (decision.kind === "refuse") {
    await refuse(run, approvalId, row, { status: "refused", by, reason: decision.reason });
    return "applied";
  }
  if (decision.kind === "answer") {
    await answer(run, approvalId, row, decision.answer, by);
    return "applied";
  }
  return approve(run, approvalId, row, terms, decision, by);
}

/**
 * Ends a request that nobody decided in time: the step fails as if it had been refused, or goes on with the answer that the question
 * has for that case; or one whose reason to wait is gone.
 */
export async function expireApproval(run: OpenRun, approvalId: string): Promise<boolean> {
  const row = await lockApproval(run, approvalId);
  if (row?.status !== "pending") return false;
  if (!(await stillWaits(run, row, "refuse"))) {
    await close(run, approvalId, row, { status: "void", by: null, reason: "What it was about has changed." });
    return true;
  }
  // What looked void a moment ago waits after all.
  if (!row.expired) return false;
  const { request } = row;
  if (request.kind === "answer" && request.otherwise) {
    await answer(run, approvalId, row, request.otherwise, null);
    return true;
  }
  await refuse(run, approvalId, row, { status: "expired", by: null, reason: "Nobody decided in time." });
  return true;
}

function said(decision: Decision): ApprovalStatus {
  return decision.kind === "approve" ? "approved" : decision.kind === "answer" ? "answered" : "refused";
}

async function approve(
  run: OpenRun,
  approvalId: string,
  row: LockedApproval,
  terms: ApprovalTerms,
  { args, allow, output, carryOut }: Extract<Decision, { kind: "approve" }>,
  by: Decider,
): Promise<Decided> {
  const { tx, workspaceId, runId } = run;
  if (args !== null && !sameJson(args, restored(row.editedArgs))) {
    // Whoever has voted so far has approved other arguments.
    await tx.$executeRaw`delete from approval_votes where workspace_id = ${workspaceId} and approval_id = ${approvalId}`;
    await tx.$executeRaw`
      update approvals set edited_args = ${storable(args)}::jsonb where workspace_id = ${workspaceId} and id = ${approvalId}`;
  }
  if (output !== undefined && row.stepId !== null) {
    const { json, large } = storeValue(row.stepId, output);
    if (large) await insertParts(tx, run, large);
    await tx.$executeRaw`
      update approvals set output = ${json}::jsonb, answer = '{"edited":true}' where workspace_id = ${workspaceId} and id = ${approvalId}`;
  }
  await tx.$executeRaw`
    insert into approval_votes (workspace_id, approval_id, user_id, name, created_at)
    values (${workspaceId}, ${approvalId}, ${by.userId}, ${by.name}, clock_timestamp()) on conflict do nothing`;
  if (allow !== null) {
    const who = JSON.stringify({ userId: by.userId, name: by.name });
    await tx.$executeRaw`
      insert into run_allowances (workspace_id, run_id, id, allowance, created_by)
      values (${workspaceId}, ${runId}, ${newId()}, ${storable(allow)}::jsonb, ${who}::jsonb)`;
  }
  const votes = await tx.approvalVote.count({ where: { workspaceId, approvalId } });
  if (votes < terms.votes) {
    run.emit({ type: "approval.changed", ...aboutOf(run, approvalId, row), status: "pending" });
    return "voted";
  }
  const { stepId, attempt } = row;
  if (row.request.kind === "change") {
    const gone = (await carryOut?.(run)) ?? null;
    if (gone !== null) {
      await close(run, approvalId, row, { status: "void", by: null, reason: gone });
      return "void";
    }
  } else if (stepId === null) await letGo(run);
  else {
    if (row.request.kind === "spend") {
      const raise = RaiseTo.safeParse(args ?? restored(row.editedArgs));
      await raiseCap(run, stepId, row.request.stop, raise.success ? raise.data.to : null);
    }
    await wake(run, "approve", { stepId, attempt }, "Approved");
  }
  await close(run, approvalId, row, { status: "approved", by, reason: null });
  return "applied";
}

/** A run whose plan is approved begins. */
async function letGo(run: OpenRun): Promise<void> {
  const next = nextRunStatus(run.status, "resume");
  if (next) await run.setStatus(next, null);
}

/** @param by null when nobody answered in time and this is what counts then */
async function answer(
  run: OpenRun,
  approvalId: string,
  row: LockedApproval,
  given: Json,
  by: Decider | null,
): Promise<void> {
  const { tx, workspaceId, runId } = run;
  const { stepId, attempt } = row;
  // Only a step asks for answers.
  if (stepId === null) return;
  const said =
    by === null
      ? "Nobody answered in time, so the answer for that case counts."
      : `${by.name} answered the question.`;
  await tx.$executeRaw`
    update attempts set parked = jsonb_set(parked, '{answer}', ${storable(given)}::jsonb)
    where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${stepId} and attempt = ${attempt}
      and parked is not null`;
  await tx.$executeRaw`
    update approvals set answer = ${storable(given)}::jsonb where workspace_id = ${workspaceId} and id = ${approvalId}`;
  await tx.$executeRaw`
    update step_runs set notes = notes || ${storable([said])}::jsonb
    where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${stepId}`;
  await wake(run, "answer", { stepId, attempt }, by === null ? "Not answered in time" : "Answered");
  await close(run, approvalId, row, {
    status: by === null ? "expired" : "answered",
    by,
    reason: by === null ? said : null,
  });
}

type Close = { status: ApprovalStatus; by: Decider | null; reason: string | null };

async function refuse(run: OpenRun, approvalId: string, row: LockedApproval, close_: Close): Promise<void> {
  const { by, reason, status } = close_;
  const who = by === null ? "Nobody decided in time" : `${by.name} refused it`;
  const message = by === null || !reason ? `${who}.` : `${who}: ${reason}`;
  const { stepId } = row;
  if (row.request.kind === "change") {
    // The run goes on by the plan that it has.
    if (row.replanId !== null) {
      const decided = { status: "rejected" as const, ...(by === null && { explanation: message }) };
      await decideReplan(run, row.replanId, by?.userId ?? "system", decided);
    }
    return close(run, approvalId, row, close_);
  }
  if (stepId === null) {
    await abortOpenRun(run, message);
    return close(run, approvalId, row, close_);
  }
  const error: StepError = {
    code: status === "expired" ? "approval_expired" : "refused",
    message,
    retryable: false,
  };
  // An attempt whose output was refused came to an end; the call is made anew when the step is tried again.
  await run.tx.$executeRaw`
    update attempts set status = 'failed', error = ${storable(error)}::jsonb
    where workspace_id = ${run.workspaceId} and run_id = ${run.runId} and step_id = ${row.stepId} and attempt = ${row.attempt}
      and ${row.request.kind === "output"}`;
  await run.tx.$executeRaw`
    update step_runs
    set status = 'failed', waiting_for = null, error = ${storable(error)}::jsonb, finished_at = clock_timestamp(),
      started_at = null, notes = notes || ${storable([message])}::jsonb
    where workspace_id = ${run.workspaceId} and run_id = ${run.runId} and step_id = ${stepId}`;
  run.stepChanged(stepId, status === "expired" ? "Not approved in time" : "Refused");
  await close(run, approvalId, row, close_);
}

async function close(
  run: OpenRun,
  approvalId: string,
  row: LockedApproval,
  { status, by, reason }: Close,
): Promise<void> {
  const who = by === null ? null : JSON.stringify({ userId: by.userId, name: by.name });
  await run.tx.$executeRaw`
    update approvals
    set status = ${status}, decided_by = ${who}::jsonb, decided_at = clock_timestamp(), reason = ${reason}, remind_at = null
    where workspace_id = ${run.workspaceId} and id = ${approvalId}`;
  run.emit({ type: "approval.changed", ...aboutOf(run, approvalId, row), status });
}

/** What the events about a request name. */
function aboutOf({ runId }: OpenRun, approvalId: string, { stepId, request, replanId }: LockedApproval) {
  return { approvalId, runId, stepId, ...changeOf(request.kind, replanId) };
}

function restored(value: unknown): Json {
  return restoreUnstorable(Json.parse(value ?? null));
}
