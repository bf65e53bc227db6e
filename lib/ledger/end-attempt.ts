import type { Tx } from "#lib/db/client.ts";
import type { AttemptStatus, StepError } from "#lib/domain/run.ts";
import type { StepToken } from "./keys.ts";
import { storable } from "./stored.ts";

/** Writes how an attempt ended. One that was thought unknown can still be settled; any other end is final. */
export async function endAttempt(
  tx: Tx,
  token: Omit<StepToken, "workerId">,
  status: AttemptStatus,
  error: StepError | null,
): Promise<void> {
  await tx.$executeRaw`
    update attempts
    set status = ${status}, error = ${error && storable(error)}::jsonb, finished_at = clock_timestamp()
    where workspace_id = ${token.workspaceId} and run_id = ${token.runId} and step_id = ${token.stepId}
      and attempt = ${token.attempt} and status in ('running', 'unknown')`;
}
