import { Prisma } from "#lib/db/generated/client.ts";
import type { Db } from "#lib/db/client.ts";
import type { Awaited, ParkedCall } from "#lib/domain/call.ts";
import type { WaitingFor } from "#lib/domain/run.ts";
import { nextStepState, type StepEvent } from "#lib/engine/step-machine.ts";
import { insertApproval, questionOf } from "./approval-rows.ts";
import { changeRun, type OpenRun } from "./change-run.ts";
import { heldBy, permits } from "./conditions.ts";
import { endAttempt } from "./end-attempt.ts";
import type { StepToken } from "./keys.ts";
import { storable } from "./stored.ts";

const WAYS: Record<Awaited["kind"], { event: StepEvent; waitingFor: WaitingFor; what: string }> = {
  until: { event: "park", waitingFor: "timer", what: "Waits for its time" },
  answer: { event: "ask", waitingFor: "answer", what: "Waits for an answer" },
  run: { event: "await_run", waitingFor: "run", what: "Waits for another run" },
};

/**
 * Ends an attempt whose call waits for something, conditional on the token: from then on the step holds no worker and no lease. The
 * next attempt goes on with the same call.
 * @param notes sentences for the step
 * @returns false when the token was stale and nothing was changed
 */
export async function parkStep(
  db: Db,
  token: StepToken,
  parked: ParkedCall,
  notes: readonly string[],
): Promise<boolean> {
  const { event, waitingFor, what } = WAYS[parked.awaits.kind];
  return changeRun(db, token, async (run) => {
    if (!(await release(run, token, { event, waitingFor, what, notes }))) return false;
    const { workspaceId, runId, stepId, attempt } = token;
    await run.tx.$executeRaw`
      update attempts set parked = ${storable(parked)}::jsonb
      where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${stepId} and attempt = ${attempt}`;
    await run.tx.$executeRaw`
      update tool_calls set status = 'parked', finished_at = clock_timestamp(), cost_micros = ${parked.costMicros ?? 0}::bigint
      where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${stepId} and attempt = ${attempt}
        and status = 'started'`;
    if (parked.costMicros) {
      await run.tx.$executeRaw`
        update step_runs set cost_micros = cost_micros + ${parked.costMicros}::bigint
        where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${stepId}`;
    }
    const question = questionOf(parked);
    if (question) await insertApproval(run, token, question);
    if (parked.awaits.kind === "until") {
      await run.tx.$executeRaw`
        update step_runs set wake_at = ${parked.awaits.at}::timestamptz, ready_at = ${parked.awaits.at}::timestamptz
        where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${stepId}`;
    }
    return true;
  });
}

/** How a step lets go of its worker without an end: by which event, what it waits for, and the words for it. */
export type Release = { event: StepEvent; waitingFor: WaitingFor; what: string; notes: readonly string[] };

/**
 * Ends an attempt as parked and makes its step wait, where the token still holds.
 * @returns false when it does not: then nothing was changed
 */
export async function release(run: OpenRun, token: StepToken, how: Release): Promise<boolean> {
  const { event, waitingFor, what, notes } = how;
  if (nextStepState("running", event) === null) throw new Error(`A running step cannot ${event}.`);
  const held = await run.tx.$queryRaw<unknown[]>`
    select from step_runs s where ${heldBy(token)} and ${permits(event)} for update`;
  if (held.length === 0) return false;
  await endAttempt(run.tx, token, "parked", null);
  await run.tx.$executeRaw`
    update step_runs s
    set status = 'waiting', waiting_for = ${waitingFor},
      -- What waits again and again says so once.
      notes = s.notes || (
        select coalesce(jsonb_agg(said.note), '[]') from jsonb_array_elements(${storable([...notes])}::jsonb) as said(note)
        where not s.notes @> jsonb_build_array(said.note)),
      locked_by = null, lease_until = null, stop_for = null, slow_at = null, slow = false, ready_at = null, wake_at = null
    where ${heldBy(token)}`;
  run.stepChanged(token.stepId, what);
  return true;
}

/**
 * Makes waiting steps ready again that this condition names, of a run whose row is locked.
 * @param event what has come; it says from which state
 * @returns how many there were
 */
export async function wake(
  run: OpenRun,
  event: "answer" | "approve" | "run_over" | "uncap",
  which: { stepId: string; attempt: number },
  what: string,
): Promise<boolean> {
  const woken = await run.tx.$queryRaw<unknown[]>(Prisma.sql`
    update step_runs s
    set status = 'ready', waiting_for = null, wake_at = null, ready_at = clock_timestamp(),
      error = case when s.waiting_for = 'spend' then null else s.error end
    where s.workspace_id = ${run.workspaceId} and s.run_id = ${run.runId} and s.step_id = ${which.stepId}
      and s.attempt = ${which.attempt} and ${permits(event)}
    returning s.step_id`);
  if (woken.length > 0) run.stepChanged(which.stepId, what);
  return woken.length > 0;
}
