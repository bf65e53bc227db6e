import type { Db } from "#lib/db/client.ts";
import type { EndedCall } from "#lib/domain/call.ts";
import type { Json } from "#lib/domain/json.ts";
import { advance, type ClaimedStep } from "#lib/ledger/advance.ts";
import type { RunKey } from "#lib/ledger/keys.ts";

/** Claims what is ready, as a worker does, and gives the steps of one run. */
export async function claimReady(db: Db, { runId }: Pick<RunKey, "runId">): Promise<ClaimedStep[]> {
  const asked = { workerId: "w1", finished: [], limit: 1_000, leaseSeconds: 60, after: null };
  const { claimed } = await advance(db, asked);
  return claimed.filter((step) => step.runId === runId);
}

/** Ends a claimed step with this output. */
export async function finishStep(
  db: Db,
  step: ClaimedStep,
  output: Json,
  { resultKey = null, calls = [] }: { resultKey?: string | null; calls?: EndedCall[] } = {},
): Promise<void> {
  const result = {
    kind: "succeeded",
    output,
    summary: "Done",
    notes: [],
    calls,
    resultKey,
    reused: null,
  };
  await advance(db, {
    workerId: "w1",
    finished: [{ ...step, ...result, kind: "succeeded" }],
    limit: 0,
    leaseSeconds: 60,
    after: null,
  });
}

/**
 * Carries out all of a run that can be, in order; each step's output says what it made of what it had read.
 * @returns the ids of the steps in the order in which they were done
 */
export async function workAll(db: Db, run: Pick<RunKey, "runId">): Promise<string[]> {
  const done: string[] = [];
  for (let claimed = await claimReady(db, run); claimed.length > 0; claimed = await claimReady(db, run)) {
    for (const step of claimed) {
      await finishStep(db, step, `${step.stepId}(${[...step.outputs.values()].map(said).join()})`);
      done.push(step.stepId);
    }
  }
  return done;
}

function said({ output }: { output: Json }): string {
  return typeof output === "string" ? output : JSON.stringify(output);
}
