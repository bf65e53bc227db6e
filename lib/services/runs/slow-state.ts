import type { Db } from "#lib/db/client.ts";
import type { StepRunId } from "#lib/domain/ids.ts";
import { mayRetryElsewhere } from "#lib/engine/after-slow.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { slowStep } from "#lib/ledger/slow-facts.ts";
import type { SlowState } from "#lib/planner/replan/replan-request.ts";

/** What can be done about a running step as it stands; null when it does not run. */
export async function slowState(db: Db, key: RunKey & { stepId: StepRunId }): Promise<SlowState | null> {
  const step = await db.$transaction((tx) => slowStep({ ...key, tx }, key.stepId));
  if (!step) return null;
  const { seconds, facts } = step;
  const { fallbackLeft, triedElsewhere } = facts;
  return { mayStop: mayRetryElsewhere(facts), fallbackLeft, triedElsewhere, seconds: Math.round(seconds) };
}
