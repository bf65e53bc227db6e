import type { Db } from "#lib/db/client.ts";
import type { EndedCall, Reused } from "#lib/domain/call.ts";
import type { Json } from "#lib/domain/json.ts";
import { changeRun } from "./change-run.ts";
import { heldBy, permits } from "./conditions.ts";
import { endAttempt } from "./end-attempt.ts";
import { endCalls } from "./end-calls.ts";
import type { StepToken } from "./keys.ts";
import { storable, storableText } from "./stored.ts";
import { unblockDependents } from "./unblock-dependents.ts";

/** What a step gave: its output, one line about it, what happened on the way, and how its calls ended. */
export type StepResult = {
  output: Json;
  summary: string;
  notes: string[];
  calls?: readonly EndedCall[];
  resultKey?: string | null;
  reused?: Reused | null;
};

/**
 * Finishes a step, conditional on the token: step and attempt succeeded, output stored, dependents made ready, events
 * appended, the run ended when nothing is left; all in one transaction.
 * @returns false when the token was stale and nothing was changed
 */
export async function completeStep(db: Db, token: StepToken, result: StepResult): Promise<boolean> {
  return changeRun(db, token, async (run) => {
    const done = await run.tx.$executeRaw`
      update step_runs s
      set status = 'succeeded', output = ${result.output === null ? null : storable(result.output)}::jsonb,
        summary = ${storableText(result.summary)}, notes = s.notes || ${storable(result.notes)}::jsonb, error = null,
        result_key = ${result.resultKey ?? null}, reused = ${result.reused ? storable(result.reused) : null}::jsonb,
        missing = null, locked_by = null, lease_until = null, waiting_for = null, finished_at = clock_timestamp()
      where ${heldBy(token)} and ${permits("succeed")}`;
    if (done === 0) return false;
    if (result.calls?.length) await endCalls(run, token, result.calls, result.output);
    await endAttempt(run.tx, token, "succeeded", null);
    run.stepChanged(token.stepId, "Succeeded");
    await unblockDependents(run, token.stepId);
    return true;
  });
}
