import type { Db } from "#lib/db/client.ts";
import type { NewApproval } from "#lib/domain/approval.ts";
import { insertApproval } from "./approval-rows.ts";
import { changeRun } from "./change-run.ts";
import type { StepToken } from "./keys.ts";
import { release } from "./park-step.ts";

/**
 * Ends an attempt before its call is made, because a person must approve it first, conditional on the token.
 * @returns false when the token was stale and nothing was changed
 */
export async function holdStep(
  db: Db,
  token: StepToken,
  approval: NewApproval,
  notes: readonly string[],
): Promise<boolean> {
  return changeRun(db, token, async (run) => {
    const how = { event: "hold", waitingFor: "approval", what: "Waits for an approval", notes } as const;
    if (!(await release(run, token, how))) return false;
    await insertApproval(run, token, approval);
    return true;
  });
}
