import type { Db } from "#lib/db/client.ts";
import type { RunKey } from "./keys.ts";

type StepKey = RunKey & { stepId: string };

const whereOf = ({ workspaceId, runId, stepId }: StepKey) => ({
  workspaceId_runId_stepId: { workspaceId, runId, stepId },
});

/** Ids of the steps whose outputs a step may read. */
export async function stepsRead(db: Db, key: StepKey): Promise<string[]> {
  const row = await db.stepRun.findUnique({ where: whereOf(key), select: { reads: true } });
  return Array.isArray(row?.reads) ? row.reads.filter((id) => typeof id === "string") : [];
}

/** Whether a step undoes a call of an aborted run, which it does only once a person has approved it. */
export async function isUndoing(db: Db, key: StepKey): Promise<boolean> {
  const row = await db.stepRun.findUnique({ where: whereOf(key), select: { undoes: true } });
  return row !== null && row.undoes !== null;
}
