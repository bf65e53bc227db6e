import type { Db } from "#lib/db/client.ts";
import type { RunStatus } from "#lib/domain/run.ts";
import { nextRunStatus } from "#lib/engine/run-machine.ts";
import { changeRun } from "./change-run.ts";
import type { RunKey } from "./keys.ts";

/** Whether a person's wish changed the run, and the state it was in before. */
export type Asked = { applied: boolean; status: RunStatus };

/**
 * Pauses or resumes a run where the state machine allows it; elsewhere nothing changes. A pausing run is paused as soon as
 * none of its steps is running, which may be at once.
 */
export async function askRun(db: Db, key: RunKey, event: "pause" | "resume"): Promise<Asked> {
  return changeRun(db, key, async (run) => {
    const next = nextRunStatus(run.status, event);
    if (next) await run.setStatus(next, null);
    return { applied: next !== null, status: run.status };
  });
}
