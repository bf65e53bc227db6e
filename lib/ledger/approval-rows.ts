import type { NewApproval } from "#lib/domain/approval.ts";
import type { ParkedCall } from "#lib/domain/call.ts";
import { newId } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import type { OpenRun } from "./change-run.ts";
import type { StepToken } from "./keys.ts";
import { insertParts, storeValue } from "./large-values.ts";
import { storable } from "./stored.ts";

/**
 * Asks a person, in the change that makes the step wait.
 * @param output of a request about an output: the whole of it
 */
export async function insertApproval(
  run: OpenRun,
  { stepId, attempt }: Pick<StepToken, "stepId" | "attempt">,
  { request, hash, terms }: NewApproval,
  output: Json = null,
): Promise<void> {
  const id = newId();
  const held = storeValue(stepId, output);
  if (held.large) await insertParts(run.tx, run, held.large);
  const remind = terms.remindHours;
  await run.tx.$executeRaw`
    insert into approvals (workspace_id, id, run_id, step_id, attempt, status, hash, request, terms, output, created_at, expires_at, remind_at)
    select ${run.workspaceId}, ${id}, ${run.runId}, ${stepId}, ${attempt}, 'pending', ${hash}, ${storable(request)}::jsonb,
      ${storable(terms)}::jsonb, ${held.json}::jsonb, now.at, now.at + make_interval(secs => ${terms.expiresHours * 3_600}::float8),
      now.at + make_interval(secs => ${remind === null ? null : remind * 3_600}::float8)
    from (select clock_timestamp() as at) as now`;
  run.emit({ type: "approval.changed", approvalId: id, runId: run.runId, stepId, status: "pending" });
}

/** The request that a call makes which waits for an answer. */
export function answerRequest(parked: ParkedCall): NewApproval["request"] | null {
  const { awaits } = parked;
  return awaits.kind === "answer" ? { kind: "answer", title: awaits.title, form: awaits.form } : null;
}
