import type { Db } from "#lib/db/client.ts";
import type { NewApproval } from "#lib/domain/approval.ts";
import { insertApproval } from "./approval-rows.ts";
import type { EndedCall } from "#lib/domain/call.ts";
import type { Json } from "#lib/domain/json.ts";
import { changeRun } from "./change-run.ts";
import { endCalls } from "./end-calls.ts";
import type { StepToken } from "./keys.ts";
import { release } from "./park-step.ts";

/** What an attempt gave before it was held, and its calls whose end is still to be recorded. */
export type Given = { output: Json; calls: readonly EndedCall[] };

/**
 * Ends an attempt before its call is made, because a person must approve it first, conditional on the token; or after it, because a
 * person must look at what it gave.
 * @returns false when the token was stale and nothing was changed
 */
export async function holdStep(
  db: Db,
  token: StepToken,
  approval: NewApproval,
  notes: readonly string[],
  given: Given | null = null,
): Promise<boolean> {
  return changeRun(db, token, async (run) => {
    const what = given === null ? "Waits for an approval" : "Waits for somebody to look at its output";
    const how = { event: "hold", waitingFor: "approval", what, notes } as const;
    if (!(await release(run, token, how))) return false;
    if (given !== null && given.calls.length > 0) await endCalls(run, token, given.calls, given.output);
    await insertApproval(run, token, approval, given?.output ?? null);
    return true;
  });
}
