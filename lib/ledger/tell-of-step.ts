import type { Db } from "#lib/db/client.ts";
import type { NewEvent } from "#lib/domain/event.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { runTopic, type StepToken } from "./keys.ts";

/**
 * Tells what a running step says of itself: what it writes, what it asked models. Nothing of the ledger changes.
 * @returns false when the step is no longer this worker's: then nothing was told
 */
export async function tellOfStep(db: Db, token: StepToken, bodies: readonly NewEvent[]): Promise<boolean> {
  const { workspaceId, runId, stepId, attempt, workerId } = token;
  const told = await db.$transaction(async (tx) => {
    // Locked, so that the step cannot end before what it says is told.
    const held = await tx.$queryRaw<unknown[]>`
      select from step_runs where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${stepId}
        and attempt = ${attempt} and locked_by = ${workerId} and status = 'running' for share`;
    if (held.length === 0) return false;
    await appendEvents(tx, { workspaceId, topic: runTopic(runId), bodies });
    return true;
  });
  if (told) announce(db, workspaceId, [runTopic(runId)]);
  return told;
}
