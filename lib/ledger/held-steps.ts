import type { Db } from "#lib/db/client.ts";
import type { StepToken } from "./keys.ts";

/** The running steps that are a worker's by the ledger. */
export async function heldSteps(db: Db, workerId: string): Promise<StepToken[]> {
  return db.stepRun
    .findMany({
      where: { status: "running", lockedBy: workerId },
      select: { workspaceId: true, runId: true, stepId: true, attempt: true },
    })
    .then((rows) => rows.map((row) => ({ ...row, workerId })));
}
