import { z } from "zod";
import type { Actor } from "#lib/domain/actor.ts";
import { ApprovalRequest, ApprovalStatus, ApprovalTerms, type Allowance } from "#lib/domain/approval.ts";
import { newId } from "#lib/domain/ids.ts";
import { Json, type JsonObject } from "#lib/domain/json.ts";
import type { StepError } from "#lib/domain/run.ts";
import { StepRunStatus } from "#lib/domain/run.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import { nextStepState, stepState } from "#lib/engine/step-machine.ts";
import type { OpenRun } from "./change-run.ts";
import { insertParts, storeValue } from "./large-values.ts";
import { wake } from "./park-step.ts";
import { storable } from "./stored.ts";

/** A member who decides. */
export type Decider = Extract<Actor, { kind: "user" }>;

/**
 * What a member decides about a request. `args`: edited arguments that are approved instead; `allow`: calls to allow from now on;
 * `output`: what is handed on instead of what the step gave.
 */
export type Decision =
  | { kind: "approve"; args: JsonObject | null; allow: Allowance | null; output?: Json }
  | { kind: "refuse"; reason: string }
  | { kind: "answer"; answer: Json };

/**
 * What came of it. `voted`: it counts, and others must approve too; `already`: it had been decided the same way before; `otherwise`: it
 * had been decided in another way; `void`: what it was about has changed; `not_yours`: the terms name others.
 */
export type Decided = "applied" | "voted" | "already" | "otherwise" | "void" | "not_yours" | "wrong_kind";

const Row = z.object({
  status: ApprovalStatus,
  stepId: z.string(),
  attempt: z.number(),
  request: z.unknown(),
  terms: z.unknown(),
  editedArgs: z.unknown(),
  delegatedTo: z.string().nullable(),
  stepStatus: StepRunStatus.nullable(),
  waitingFor: z.string().nullable(),
  stepAttempt: z.number().nullable(),
  startedBy: z.string(),
});
type Row = z.infer<typeof Row>;

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
  const request = ApprovalRequest.parse(restored(row.request));
  if ((decision.kind === "answer") !== (request.kind === "answer") && decision.kind !== "refuse")
    return "wrong_kind";
  const event = decision.kind === "refuse" ? "refuse" : decision.kind;
  if (!stillWaits(row, event)) {
    await close(run, approvalId, row, { status: "void", by: null, reason: "What it was about has changed." });
    return "void";
  }
  const terms = ApprovalTerms.parse(row.terms);
  if (!mayDecide(row, terms, by)) return "not_yours";
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

/** Ends a request that nobody decided in time: the step fails as if it had been refused. */
export async function expireApproval(run: OpenRun, approvalId: string): Promise<boolean> {
  const row = await lockApproval(run, approvalId);
  if (row?.status !== "pending") return false;
  if (!stillWaits(row, "refuse")) {
    await close(run, approvalId, row, { status: "void", by: null, reason: "What it was about has changed." });
    return true;
  }
  await refuse(run, approvalId, row, { status: "expired", by: null, reason: "Nobody decided in time." });
  return true;
}

async function lockApproval(run: OpenRun, approvalId: string): Promise<Row | undefined> {
  const rows = await run.tx.$queryRaw`
    select a.status, a.step_id as "stepId", a.attempt, a.request, a.terms, a.edited_args as "editedArgs",
      a.delegated_to as "delegatedTo", s.status as "stepStatus", s.waiting_for as "waitingFor", s.attempt as "stepAttempt",
      r.created_by as "startedBy"
    from approvals a
    join runs r on r.workspace_id = a.workspace_id and r.id = a.run_id
    left join step_runs s on s.workspace_id = a.workspace_id and s.run_id = a.run_id and s.step_id = a.step_id and s.pending >= 0
    where a.workspace_id = ${run.workspaceId} and a.run_id = ${run.runId} and a.id = ${approvalId}
    for update of a`;
  return z.array(Row).parse(rows)[0];
}

function stillWaits(row: Row, event: "approve" | "answer" | "refuse"): boolean {
  if (row.stepStatus === null || row.stepAttempt !== row.attempt) return false;
  return nextStepState(stepState({ status: row.stepStatus, waitingFor: row.waitingFor }), event) !== null;
}

function mayDecide(row: Row, terms: ApprovalTerms, by: Decider): boolean {
  if (row.delegatedTo !== null) return row.delegatedTo === by.userId;
  if (terms.notTheStarter && row.startedBy === by.userId) return false;
  return terms.roles.includes(by.role);
}

function said(decision: Decision): ApprovalStatus {
  return decision.kind === "approve" ? "approved" : decision.kind === "answer" ? "answered" : "refused";
}

async function approve(
  run: OpenRun,
  approvalId: string,
  row: Row,
  terms: ApprovalTerms,
  { args, allow, output }: Extract<Decision, { kind: "approve" }>,
  by: Decider,
): Promise<Decided> {
  const { tx, workspaceId, runId } = run;
  if (args !== null && storable(args) !== storable(restored(row.editedArgs))) {
    // Whoever has voted so far has approved other arguments.
    await tx.$executeRaw`delete from approval_votes where workspace_id = ${workspaceId} and approval_id = ${approvalId}`;
    await tx.$executeRaw`
      update approvals set edited_args = ${storable(args)}::jsonb where workspace_id = ${workspaceId} and id = ${approvalId}`;
  }
  if (output !== undefined) {
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
  const needed = row.delegatedTo === null ? terms.votes : 1;
  if (votes < needed) {
    run.emit({ type: "approval.changed", approvalId, runId, stepId: row.stepId, status: "pending" });
    return "voted";
  }
  await wake(run, "approve", { stepId: row.stepId, attempt: row.attempt }, "Approved");
  await close(run, approvalId, row, { status: "approved", by, reason: null });
  return "applied";
}

async function answer(run: OpenRun, approvalId: string, row: Row, given: Json, by: Decider): Promise<void> {
  const { tx, workspaceId, runId } = run;
  await tx.$executeRaw`
    update attempts set parked = jsonb_set(parked, '{answer}', ${storable(given)}::jsonb)
    where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${row.stepId} and attempt = ${row.attempt}
      and parked is not null`;
  await tx.$executeRaw`
    update approvals set answer = ${storable(given)}::jsonb where workspace_id = ${workspaceId} and id = ${approvalId}`;
  await wake(run, "answer", { stepId: row.stepId, attempt: row.attempt }, "Answered");
  await close(run, approvalId, row, { status: "answered", by, reason: null });
}

type Close = { status: ApprovalStatus; by: Decider | null; reason: string | null };

async function refuse(run: OpenRun, approvalId: string, row: Row, close_: Close): Promise<void> {
  const { by, reason, status } = close_;
  const who = by === null ? "Nobody decided in time" : `${by.name} refused it`;
  const message = by === null || !reason ? `${who}.` : `${who}: ${reason}`;
  const error: StepError = {
    code: status === "expired" ? "approval_expired" : "refused",
    message,
    retryable: false,
  };
  // An attempt whose output was refused came to an end; the call is made anew when the step is tried again.
  await run.tx.$executeRaw`
    update attempts set status = 'failed', error = ${storable(error)}::jsonb
    where workspace_id = ${run.workspaceId} and run_id = ${run.runId} and step_id = ${row.stepId} and attempt = ${row.attempt}
      and ${ApprovalRequest.parse(restored(row.request)).kind === "output"}`;
  await run.tx.$executeRaw`
    update step_runs
    set status = 'failed', waiting_for = null, error = ${storable(error)}::jsonb, finished_at = clock_timestamp(),
      started_at = null, notes = notes || ${storable([message])}::jsonb
    where workspace_id = ${run.workspaceId} and run_id = ${run.runId} and step_id = ${row.stepId}`;
  run.stepChanged(row.stepId, status === "expired" ? "Not approved in time" : "Refused");
  await close(run, approvalId, row, close_);
}

async function close(
  run: OpenRun,
  approvalId: string,
  row: Row,
  { status, by, reason }: Close,
): Promise<void> {
  const who = by === null ? null : JSON.stringify({ userId: by.userId, name: by.name });
  await run.tx.$executeRaw`
    update approvals
    set status = ${status}, decided_by = ${who}::jsonb, decided_at = clock_timestamp(), reason = ${reason}, remind_at = null
    where workspace_id = ${run.workspaceId} and id = ${approvalId}`;
  run.emit({ type: "approval.changed", approvalId, runId: run.runId, stepId: row.stepId, status });
}

function restored(value: unknown): Json {
  return restoreUnstorable(Json.parse(value ?? null));
}
