import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { RunStatus } from "#lib/domain/run.ts";
import { nextRunStatus } from "#lib/engine/run-machine.ts";
import type { OpenRun } from "./change-run.ts";
import { followParents } from "./follow-parents.ts";
import { changeRunOnce, type KeyedRequest } from "./idempotent.ts";
import type { RunKey } from "./keys.ts";
import { parentState, PAUSED, setPausedWithParent } from "./parent-state.ts";
import { isHeld } from "./plan-approval.ts";

/**
 * Whether a person's wish changed the run, and the state it was in before. `waitsFor`: the number of the run above it, with which it is
 * paused.
 */
export const Asked = z.object({
  applied: z.boolean(),
  status: RunStatus,
  waitsFor: z.number().int().optional(),
});
export type Asked = z.infer<typeof Asked>;

/**
 * Pauses or resumes a run where the state machine allows it; elsewhere, and while its plan waits for approval, nothing changes. A pausing run is paused as soon as
 * none of its steps is running, which may be at once. The runs below it pause and go on with it; one that was paused by itself stays so,
 * and none goes on while the run above it is paused.
 * @param request the key under which this is done once; null: as often as it is asked
 */
export async function askRun(
  db: Db,
  key: RunKey,
  event: "pause" | "resume",
  request: KeyedRequest | null = null,
): Promise<Asked> {
  const asked = await changeRunOnce(db, key, request, Asked, (run) => ask(run, event));
  // A worker's look would do it too, some moments later.
  if (asked.applied) await followParents(db, key.workspaceId);
  return asked;
}

async function ask(run: OpenRun, event: "pause" | "resume"): Promise<Asked> {
  const { tx, status } = run;
  const next = nextRunStatus(status, event);
  if (!next) return { applied: false, status };
  if (event === "resume") {
    if (await isHeld(run)) return { applied: false, status };
    const above = await parentState(tx, run);
    if (above && PAUSED.includes(above.status)) return { applied: false, status, waitsFor: above.number };
  }
  await run.setStatus(next, null);
  await setPausedWithParent(tx, run, false);
  return { applied: true, status };
}
