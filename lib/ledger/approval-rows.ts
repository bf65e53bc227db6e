import type { NewApproval } from "#lib/domain/approval.ts";
import { approvalLink, type ApprovalNotice } from "#lib/domain/approval-notice.ts";
import type { ParkedCall } from "#lib/domain/call.ts";
import { newId, type Id } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import { DEFAULT_APPROVAL } from "#lib/domain/policy.ts";
import type { OpenRun } from "./change-run.ts";
import { insertParts, storeValue } from "./large-values.ts";
import { storable } from "./stored.ts";

/** A run within a change of it, as far as asking about it goes. */
type AskingRun = Pick<OpenRun, "tx" | "workspaceId" | "runId" | "emit">;

/**
 * Asks a person, in the change that makes the step wait; without a step: about the whole run, or a change of its plan.
 * @param output of a request about an output: the whole of it
 */
export async function insertApproval(
  run: AskingRun,
  { stepId, attempt }: { stepId: string | null; attempt: number },
  { request, hash, terms, member, edit }: NewApproval,
  output: Json = null,
): Promise<Id> {
  const id = newId();
  const held = storeValue(stepId ?? "", output);
  if (held.large) await insertParts(run.tx, run, held.large);
  const remind = terms.remindHours;
  const replanId = request.kind === "change" ? request.replanId : null;
  await run.tx.$executeRaw`
    insert into approvals (workspace_id, id, run_id, step_id, replan_id, attempt, status, hash, request, terms, output, edit,
      delegated_to, created_at, expires_at, remind_at)
    select ${run.workspaceId}, ${id}, ${run.runId}, ${stepId}, ${replanId}::text, ${attempt}, 'pending', ${hash},
      ${storable(request)}::jsonb, ${storable(terms)}::jsonb, ${held.json}::jsonb, ${edit ? storable(edit) : null}::jsonb,
      ${member ?? null}::text, now.at,
      now.at + make_interval(secs => ${terms.expiresHours * 3_600}::float8),
      now.at + make_interval(secs => ${remind === null ? null : remind * 3_600}::float8)
    from (select clock_timestamp() as at) as now`;
  await insertNotice(run, { kind: "asked", approvalId: id, to: null });
  const about = { approvalId: id, runId: run.runId, stepId, ...changeOf(request.kind, replanId) };
  run.emit({ type: "approval.changed", ...about, status: "pending" });
  return id;
}

/** What an event about a request says of whose change of the plan it is about, if it is about one. */
export function changeOf(
  kind: NewApproval["request"]["kind"],
  replanId: string | null,
): { change?: "edit" | "replan" } {
  return kind === "change" ? { change: replanId === null ? "edit" : "replan" } : {};
}

/** Keeps what people are to be told of a request outside the app, in the change that it tells of. */
export async function insertNotice(
  { tx, workspaceId, runId }: AskingRun,
  about: Pick<ApprovalNotice, "kind" | "approvalId" | "to">,
): Promise<void> {
  const notice: ApprovalNotice = { ...about, runId, link: approvalLink(about.approvalId) };
  await tx.approvalNotice.create({
    data: { workspaceId, id: newId(), approvalId: about.approvalId, notice },
  });
}

/** What a call asks people that waits for an answer. Nothing is bound to a question but the call that asks it. */
export function questionOf({ awaits }: ParkedCall): NewApproval | null {
  if (awaits.kind !== "answer") return null;
  const { title, form, terms, member, otherwise } = awaits;
  return {
    request: { kind: "answer", title, form, ...(otherwise && { otherwise }) },
    hash: "",
    terms: terms ?? DEFAULT_APPROVAL,
    ...(member !== undefined && { member }),
  };
}
