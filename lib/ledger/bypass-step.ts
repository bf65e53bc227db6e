import type { Db } from "#lib/db/client.ts";
import { changeRun } from "./change-run.ts";
import { heldBy, permits } from "./conditions.ts";
import { endAttempt } from "./end-attempt.ts";
import type { StepToken } from "./keys.ts";
import { storable } from "./stored.ts";
import { unblockDependents } from "./unblock-dependents.ts";

/**
 * Passes by a step whose condition does not hold, conditional on the token; so are the dependents that depend only on steps
 * that were passed by.
 * @param why a sentence for the step's notes
 * @returns false when the token was stale and nothing was changed
 */
export async function bypassStep(db: Db, token: StepToken, why: string): Promise<boolean> {
  return changeRun(db, token, async (run) => {
    const done = await run.tx.$executeRaw`
      update step_runs s
      set status = 'skipped', skip_cause = 'condition', notes = s.notes || ${storable([why])}::jsonb, error = null,
        output = null, locked_by = null, lease_until = null, finished_at = clock_timestamp()
      where ${heldBy(token)} and ${permits("bypass")}`;
    if (done === 0) return false;
    await endAttempt(run.tx, token, "succeeded", null);
    run.stepChanged(token.stepId, "Skipped, as its condition does not hold");
    await unblockDependents(run, token.stepId);
    return true;
  });
}
