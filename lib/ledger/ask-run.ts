import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { RunStatus } from "#lib/domain/run.ts";
import { nextRunStatus } from "#lib/engine/run-machine.ts";
import { changeRunOnce, type KeyedRequest } from "./idempotent.ts";
import type { RunKey } from "./keys.ts";
import { isHeld } from "./plan-approval.ts";

/** Whether a person's wish changed the run, and the state it was in before. */
export const Asked = z.object({ applied: z.boolean(), status: RunStatus });
export type Asked = z.infer<typeof Asked>;

/**
 * Pauses or resumes a run where the state machine allows it; elsewhere, and while its plan waits for approval, nothing changes. A pausing run is paused as soon as
 * none of its steps is running, which may be at once.
 * @param request the key under which this is done once; null: as often as it is asked
 */
export async function askRun(
  db: Db,
  key: RunKey,
  event: "pause" | "resume",
  request: KeyedRequest | null = null,
): Promise<Asked> {
  return changeRunOnce(db, key, request, Asked, async (run) => {
    const held = event === "resume" && (await isHeld(run));
    const next = held ? null : nextRunStatus(run.status, event);
    if (next) await run.setStatus(next, null);
    return { applied: next !== null, status: run.status };
  });
}
