import { Prisma } from "#lib/db/generated/client.ts";
import type { Db } from "#lib/db/client.ts";
import type { Json } from "#lib/domain/json.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import { StepRunStatus, type RunStatus, type StepError } from "#lib/domain/run.ts";
import { nextStepState, stepState, type StepEvent, type StepState } from "#lib/engine/step-machine.ts";
import { cancelItems } from "./cancel-items.ts";
import { changeRun, type OpenRun } from "./change-run.ts";
import { closeCalls } from "./close-calls.ts";
import { endAttempt } from "./end-attempt.ts";
import type { RunKey } from "./keys.ts";
import { insertParts, storeValue } from "./large-values.ts";
import { storable } from "./stored.ts";
import { unblockDependents } from "./unblock-dependents.ts";

/** What a person decides about a step. */
export type StepDecision =
  | { kind: "retry" }
  | { kind: "skip"; output: Json }
  /** The person says how a call with an unknown outcome ended. */
  | { kind: "settle"; outcome: "succeeded" | "failed" };

/** Whether the decision changed the step, and the states the run and the step were in; `null`: there is no such step. */
export type Decided = { applied: boolean; runStatus: RunStatus; state: StepState } | null;

const SETTLED_FAILED: StepError = {
  code: "settled_failed",
  message: "Its outcome was unknown, and a person said that it did not happen.",
  retryable: false,
};

/**
 * Carries out a person's decision about a step where the state machine allows it; elsewhere nothing changes. Dependents
 * of a step that is done by it become ready, and a run that needed attention goes on.
 * @param by who decided, for the step's notes
 */
export async function decideStep(
  db: Db,
  key: RunKey & { stepId: string },
  decision: StepDecision,
  by: string,
): Promise<Decided> {
  return changeRun(db, key, (run) => decideOpenStep(run, key.stepId, decision, by));
}

/** {@link decideStep} within a change of the run. */
export async function decideOpenStep(
  run: OpenRun,
  stepId: string,
  decision: StepDecision,
  by: string,
): Promise<Decided> {
  const key = { workspaceId: run.workspaceId, runId: run.runId, stepId };
  const [row] = await run.tx.$queryRaw<
    { status: string; waiting_for: string | null; attempt: number; undoes: boolean }[]
  >`
      select status, waiting_for, attempt, undoes is not null as undoes from step_runs
      where workspace_id = ${key.workspaceId} and run_id = ${key.runId} and step_id = ${key.stepId} and pending >= 0
      for update`;
  if (!row) return null;
  const state = stepState({ status: StepRunStatus.parse(row.status), waitingFor: row.waiting_for });
  // In an aborted run only what undoes its calls goes on.
  const undoing = row.undoes && run.status === "aborted";
  const closed = !undoing && (isRunOver(run.status) || run.status === "aborting");
  const wrongState = decision.kind === "settle" && state !== "waiting_decision";
  if (closed || wrongState || !nextStepState(state, eventOf(decision))) {
    return { applied: false, runStatus: run.status, state };
  }
  if (decision.kind === "settle") {
    const error = decision.outcome === "failed" ? SETTLED_FAILED : null;
    await endAttempt(run.tx, { ...key, attempt: row.attempt }, decision.outcome, error);
    const why = `${by} said that it ${error ? "did not happen" : "had finished"}.`;
    await closeCalls(run, { stepId: key.stepId, attempt: row.attempt }, { status: decision.outcome, why });
  }
  if (decision.kind === "skip") {
    const why = `${by} skipped the step before anyone said whether this had finished.`;
    await closeCalls(run, { stepId: key.stepId, attempt: row.attempt }, { status: "failed", why });
  }
  await carryOut(run, key.stepId, decision, by);
  if (state === "waiting_items") await cancelItems(run, key.stepId, `${by} skipped the whole list.`);
  return { applied: true, runStatus: run.status, state };
}

function eventOf(decision: StepDecision): StepEvent {
  if (decision.kind !== "settle") return decision.kind;
  return decision.outcome === "succeeded" ? "succeed" : "fail";
}

async function carryOut(run: OpenRun, stepId: string, decision: StepDecision, by: string): Promise<void> {
  if (decision.kind === "retry") {
    const note = [`${by} asked for another try.`];
    await update(
      run,
      stepId,
      Prisma.sql`status = 'ready', ready_at = clock_timestamp(), failures = 0, worker_deaths = 0, repeats = 0, missing = null,
      first_call = 0, avoid_worker = null, slow_retried = false, skip_cause = null,
      -- It reads anew, but what it reads may itself have used an output that was put right since.
      stale = stale and exists (
        select from step_dependencies d
        join step_runs f on f.workspace_id = d.workspace_id and f.run_id = d.run_id and f.step_id = d.from_step
        where d.workspace_id = step_runs.workspace_id and d.run_id = step_runs.run_id and d.to_step = step_runs.step_id
          and f.stale),
      error = null, finished_at = null, notes = notes || ${storable(note)}::jsonb`,
    );
    run.stepChanged(stepId, "Will be tried again");
  } else if (decision.kind === "skip") {
    const note = [`${by} skipped this step${decision.output === null ? "" : " and gave its output"}.`];
    const output = storeValue(stepId, decision.output);
    if (output.large) await insertParts(run.tx, run, output.large);
    await update(
      run,
      stepId,
      Prisma.sql`status = 'skipped', skip_cause = 'person', stale = false, ready_at = null, output = ${output.json}::jsonb,
      finished_at = clock_timestamp(), notes = notes || ${storable(note)}::jsonb`,
    );
    run.stepChanged(stepId, "Skipped");
    await unblockDependents(run, stepId);
  } else {
    const happened = decision.outcome === "succeeded";
    const note = [`${by} said that it ${happened ? "had finished" : "did not happen"}.`];
    const error = happened ? null : storable(SETTLED_FAILED);
    await update(
      run,
      stepId,
      Prisma.sql`status = ${decision.outcome}, ready_at = null, error = ${error}::jsonb,
      finished_at = clock_timestamp(), notes = notes || ${storable(note)}::jsonb`,
    );
    run.stepChanged(stepId, happened ? "Succeeded" : "Failed");
    if (happened) await unblockDependents(run, stepId);
  }
}

/**
 * The row is locked and its state has been checked; its old token ends here. A person's decision is no work that took time: when
 * its attempts began and ended is with them.
 */
async function update(run: OpenRun, stepId: string, changes: Prisma.Sql): Promise<void> {
  await run.tx.$executeRaw`
    update step_runs set ${changes}, waiting_for = null, wake_at = null, locked_by = null, lease_until = null,
      started_at = null
    where workspace_id = ${run.workspaceId} and run_id = ${run.runId} and step_id = ${stepId}`;
}
