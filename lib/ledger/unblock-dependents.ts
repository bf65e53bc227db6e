import type { OpenRun } from "./change-run.ts";

/**
 * Goes on from a step that is now done: the steps that depend on it may start, or are passed by with it, and an item's map may
 * be done. The database's hand_on does it, for this as for advance.
 */
export async function unblockDependents(run: OpenRun, stepId: string): Promise<void> {
  const rows = await run.tx.$queryRaw<{ step_id: string; what: string }[]>`
    select step_id, what from hand_on(array[${run.workspaceId}]::text[], array[${run.runId}]::text[], array[${stepId}]::text[])`;
  for (const row of rows) run.stepChanged(row.step_id, row.what);
}
