import type { Db } from "#lib/db/client.ts";
import type { EndedCall } from "#lib/domain/call.ts";
import type { ReplanCause } from "#lib/domain/replan.ts";
import type { StepError } from "#lib/domain/run.ts";
import { Step } from "#lib/domain/step.ts";
import { afterFailure } from "#lib/engine/after-failure.ts";
import { changeRun, type OpenRun } from "./change-run.ts";
import { heldBy, permits } from "./conditions.ts";
import { endAttempt } from "./end-attempt.ts";
import { endCalls } from "./end-calls.ts";
import type { StepToken } from "./keys.ts";
import { runSettings } from "./run-settings.ts";
import type { OpenReplan } from "./sweep-slow.ts";
import { storable } from "./stored.ts";
import { unblockDependents } from "./unblock-dependents.ts";

/** How an attempt failed. `missing`: what the done-condition missed, when that is why. */
export type StepFailure = {
  error: StepError;
  notes: string[];
  calls: readonly EndedCall[];
  missing: string[] | null;
  /** True when the workspace wants a replan, should the step have failed for good. */
  replan?: boolean;
};

/**
 * Ends an attempt that failed, conditional on the token. The step then backs off for another try, is passed over when it is
 * optional (its output is null), or has failed for good, and the other branches go on.
 * @returns false when the token was stale and nothing was changed
 */
export async function failStep(
  db: Db,
  token: StepToken,
  failure: StepFailure,
  openReplan: OpenReplan | null = null,
): Promise<boolean> {
  const { error, notes } = failure;
  return changeRun(db, token, async (run) => {
    const [row] = await run.tx.$queryRaw<
      { step: unknown; failures: number; repeats: number; status: string }[]
    >`
      select s.step, s.failures, s.repeats, s.status from step_runs s where ${heldBy(token)} and ${permits("fail")} for update`;
    if (!row) return false;
    const step = Step.parse(row.step);
    const { missing } = failure;
    const tried = { error, failures: row.failures + 1, repeats: row.repeats, missing, random: Math.random() };
    const next = afterFailure(step, tried, run.status);
    if (failure.calls.length > 0) await endCalls(run, token, failure.calls, null);
    await endAttempt(run.tx, token, "failed", error);
    // A late failure of a step that waits for a decision settles it; only a running one can be tried again unasked.
    if (next.event === "back_off" && row.status === "running") {
      await backOff(run, token, failure, next.seconds, next.repeat);
    } else {
      await giveUp(run, token, error, notes, next.event === "pass_over");
      if (failure.replan === true && next.event === "fail" && openReplan) {
        await askForReplan(
          run,
          { kind: "finding", stepId: token.stepId, message: error.message },
          openReplan,
        );
      }
    }
    return true;
  });
}

/** Asks the planner for another way, unless the run is being aborted or has had as many replans that nobody asked for as it may. */
async function askForReplan(run: OpenRun, cause: ReplanCause, openReplan: OpenReplan): Promise<void> {
  if (run.status === "aborting") return;
  const { workspaceId, runId } = run;
  const { mostReplans } = await runSettings(run.tx, workspaceId);
  const unasked = await run.tx.replan.count({ where: { workspaceId, runId, createdBy: "system" } });
  if (unasked >= mostReplans) return;
  for (const body of await openReplan(run, cause)) run.emit(body);
}

async function backOff(
  run: OpenRun,
  token: StepToken,
  { error, notes, missing }: StepFailure,
  seconds: number,
  repeat: boolean,
) {
  const words = seconds === 1 ? "1 second" : `${Math.round(seconds)} seconds`;
  const note = repeat
    ? `Attempt ${token.attempt} was not enough: ${error.message} Trying again.`
    : `Attempt ${token.attempt} failed: ${error.message} Trying again after ${words}.`;
  await run.tx.$executeRaw`
    update step_runs s
    set status = 'waiting', waiting_for = 'timer', failures = s.failures + ${repeat ? 0 : 1},
      repeats = s.repeats + ${repeat ? 1 : 0},
      missing = ${missing === null ? null : storable(missing)}::jsonb, error = ${storable(error)}::jsonb,
      notes = s.notes || ${storable([...notes, note])}::jsonb, locked_by = null, lease_until = null,
      stop_for = null, first_call = 0, started_at = null, wake_at = clock_timestamp() + make_interval(secs => ${seconds}::float8),
      ready_at = clock_timestamp() + make_interval(secs => ${seconds}::float8)
    where ${heldBy(token)}`;
  run.stepChanged(token.stepId, "Failed, will try again");
}

async function giveUp(run: OpenRun, token: StepToken, error: StepError, notes: string[], optional: boolean) {
  const said = optional
    ? [...notes, `${error.message} The step is optional, so the run goes on without it.`]
    : notes;
  await run.tx.$executeRaw`
    update step_runs s
    set status = ${optional ? "skipped" : "failed"}, skip_cause = ${optional ? "optional" : null}, failures = s.failures + 1, error = ${storable(error)}::jsonb,
      notes = s.notes || ${storable(said)}::jsonb, locked_by = null, lease_until = null, waiting_for = null,
      stop_for = null, first_call = 0, finished_at = clock_timestamp()
    where ${heldBy(token)}`;
  run.stepChanged(token.stepId, optional ? "Failed and passed over" : "Failed");
  if (optional) await unblockDependents(run, token.stepId);
}
