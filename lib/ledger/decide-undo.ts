import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { StepRunStatus } from "#lib/domain/run.ts";
import { isStepDone, nextStepState, stepState } from "#lib/engine/step-machine.ts";
import { changeRunOnce, type KeyedRequest } from "./idempotent.ts";
import type { RunKey } from "./keys.ts";
import { storable } from "./stored.ts";

/** What came of a decision; `not_next`: one that happened later has to be decided, and be done, first. */
export const UndoDecided = z.object({
  outcome: z.enum(["applied", "already", "no_step", "not_next", "decided_otherwise"]),
});
export type UndoDecided = z.infer<typeof UndoDecided>;

const Row = z.object({
  stepId: z.string(),
  status: StepRunStatus,
  waitingFor: z.string().nullable(),
  skipCause: z.string().nullable(),
  place: z.number(),
});

/**
 * Approves that a call of an aborted run is undone, or declines it, which passes on to the next. They go in the order in which
 * they are offered: what happened last is undone first.
 * @param by who decided, for the step's notes
 * @param request the key under which this is done once; null: as often as it is asked
 */
export async function decideUndo(
  db: Db,
  key: RunKey & { stepId: string },
  decision: "approve" | "decline",
  by: string,
  request: KeyedRequest | null,
): Promise<UndoDecided> {
  const { workspaceId, runId, stepId } = key;
  return changeRunOnce(db, key, request, UndoDecided, async (run) => {
    const found = await run.tx.$queryRaw`
      select step_id as "stepId", status, waiting_for as "waitingFor", skip_cause as "skipCause",
        (undoes->>'place')::int as place
      from step_runs
      where workspace_id = ${workspaceId} and run_id = ${runId} and undoes is not null
      order by step_id
      for update`;
    const rows = z.array(Row).parse(found);
    const row = rows.find((each) => each.stepId === stepId);
    if (!row) return { outcome: "no_step" };
    if (!nextStepState(stepState(row), decision)) {
      const declined = row.skipCause === "declined";
      return { outcome: declined === (decision === "decline") ? "already" : "decided_otherwise" };
    }
    if (rows.some((each) => each.place < row.place && !isStepDone(each.status)))
      return { outcome: "not_next" };
    const approved = decision === "approve";
    const note = `${by} ${approved ? "approved that it is undone" : "did not want it undone"}.`;
    await run.tx.$executeRaw`
      update step_runs
      set status = ${approved ? "ready" : "skipped"}, waiting_for = null, skip_cause = ${approved ? null : "declined"},
        ready_at = case when ${approved}::boolean then clock_timestamp() end,
        finished_at = case when not ${approved}::boolean then clock_timestamp() end,
        notes = notes || ${storable([note])}::jsonb
      where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${stepId}`;
    run.stepChanged(stepId, approved ? "Will be undone" : "Not undone");
    return { outcome: "applied" };
  });
}
