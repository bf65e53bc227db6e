import { z } from "zod";
import { ApprovalRequest, ApprovalStatus } from "#lib/domain/approval.ts";
import { Json } from "#lib/domain/json.ts";
import { StepRunStatus } from "#lib/domain/run.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import { nextStepState, stepState } from "#lib/engine/step-machine.ts";
import { isChangeOpen } from "./change-approval.ts";
import type { OpenRun } from "./change-run.ts";
import { isPlanAsShown } from "./plan-approval.ts";

const LockedApproval = z.object({
  status: ApprovalStatus,
  stepId: z.string().nullable(),
  replanId: z.string().nullable(),
  hash: z.string(),
  expired: z.boolean(),
  attempt: z.number(),
  request: z.unknown().transform((value) => ApprovalRequest.parse(restoreUnstorable(Json.parse(value)))),
  terms: z.unknown(),
  editedArgs: z.unknown(),
  delegatedTo: z.string().nullable(),
  stepStatus: StepRunStatus.nullable(),
  waitingFor: z.string().nullable(),
  stepAttempt: z.number().nullable(),
  startedBy: z.string(),
});
/** A request with what its step is at, whose row is locked. */
export type LockedApproval = z.output<typeof LockedApproval>;

/** A request of a run whose row is locked; undefined when the run has none of this id. */
export async function lockApproval(run: OpenRun, approvalId: string): Promise<LockedApproval | undefined> {
  const rows = await run.tx.$queryRaw`
    select a.status, a.step_id as "stepId", a.replan_id as "replanId", a.attempt, a.hash, a.request, a.terms, a.edited_args as "editedArgs",
      a.delegated_to as "delegatedTo", s.status as "stepStatus", s.waiting_for as "waitingFor", s.attempt as "stepAttempt",
      r.created_by as "startedBy", a.expires_at < clock_timestamp() as expired
    from approvals a
    join runs r on r.workspace_id = a.workspace_id and r.id = a.run_id
    left join step_runs s on s.workspace_id = a.workspace_id and s.run_id = a.run_id and s.step_id = a.step_id and s.pending >= 0
    where a.workspace_id = ${run.workspaceId} and a.run_id = ${run.runId} and a.id = ${approvalId}
    for update of a`;
  return z.array(LockedApproval).parse(rows)[0];
}

/**
 * Whether what a request is about still waits: its step with the attempt that asked, its run with the plan that it showed, or the change of a
 * run that goes on.
 */
export async function stillWaits(
  run: OpenRun,
  row: LockedApproval,
  event: "approve" | "answer" | "refuse",
): Promise<boolean> {
  if (row.request.kind === "change") return isChangeOpen(run, row.replanId);
  if (row.stepId === null) return isPlanAsShown(run, row.hash);
  if (row.stepStatus === null || row.stepAttempt !== row.attempt) return false;
  return nextStepState(stepState({ status: row.stepStatus, waitingFor: row.waitingFor }), event) !== null;
}
