import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { Json } from "#lib/domain/json.ts";
import { PUT_RIGHT_BY, StepRunStatus } from "#lib/domain/run.ts";
import { usersOf } from "#lib/engine/stale-steps.ts";
import { nextStepState, stepState } from "#lib/engine/step-machine.ts";
import { DROPPED } from "./conditions.ts";
import type { OpenRun } from "./change-run.ts";
import { changeRunOnce, type KeyedRequest } from "./idempotent.ts";
import { keepResults } from "./keep-results.ts";
import type { RunKey } from "./keys.ts";
import { insertParts, loadValue, storeValue } from "./large-values.ts";
import { storable } from "./stored.ts";
import { usingSteps } from "./using-steps.ts";

/** What came of a correction: the steps that had used the old output, or why nothing was changed. */
export const Corrected = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("corrected"), stale: z.array(z.string()) }),
  z.object({ kind: z.literal("refused"), why: z.enum(["no_step", "not_done", "aborted"]) }),
]);
export type Corrected = z.infer<typeof Corrected>;

const Row = z.object({
  status: StepRunStatus,
  waiting_for: z.string().nullable(),
  output: Json.nullable(),
});

/**
 * Puts another output in the place of what a finished step handed on; the record of its call keeps what the tool gave. What
 * has used the old output is marked stale, what has not begun will read the new one.
 * @param output makes the new output from the old
 * @param by who corrected it
 * @param request the key under which this is done once; null: as often as it is asked
 * @param afterwards runs within the change when steps had used the old output
 */
export async function correctStep(
  db: Db,
  key: RunKey & { stepId: string },
  output: (old: Json) => Json,
  by: string,
  request: KeyedRequest | null,
  afterwards: (run: OpenRun, stepId: string) => Promise<void> = () => Promise.resolve(),
): Promise<Corrected> {
  const { workspaceId, runId, stepId } = key;
  return changeRunOnce(db, key, request, Corrected, async (run) => {
    const refused = (why: "no_step" | "not_done" | "aborted") => ({ kind: "refused", why }) as const;
    const rows = await run.tx.$queryRaw`
      select status, waiting_for, output from step_runs
      where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${stepId} and pending > ${DROPPED}
        and map_step is null and undoes is null`;
    const [row] = z.array(Row).parse(rows);
    if (!row) return refused("no_step");
    if (run.status === "aborting" || run.status === "aborted") return refused("aborted");
    if (!nextStepState(stepState({ status: row.status, waitingFor: row.waiting_for }), "correct")) {
      return refused("not_done");
    }
    const { steps, uses } = await usingSteps(run, []);
    const stale = usersOf(steps, uses, stepId);
    await keepResults(run, [stepId]);
    const stored = storeValue(stepId, output(await loadValue(run.tx, run, row.output)));
    if (stored.large) await insertParts(run.tx, run, stored.large);
    await run.tx.$executeRaw`
      update step_runs
      set status = 'succeeded', output = ${stored.json}::jsonb, summary = ${PUT_RIGHT_BY + by}, error = null,
        skip_cause = null, reused = null, stale = false,
        corrected = jsonb_build_object('by', ${by}::text, 'at',
          to_char(clock_timestamp()::timestamptz(3) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
        notes = notes || ${storable([`${by} put the output right by hand.`])}::jsonb
      where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${stepId}`;
    run.stepChanged(stepId, "Output put right by hand");
    const marked = await run.tx.$queryRaw<{ step_id: string }[]>`
      update step_runs set stale = true
      where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = any(${stale}::text[]) and not stale
      returning step_id`;
    for (const { step_id } of marked)
      run.stepChanged(step_id, "Used an output that has been put right since");
    if (stale.length > 0) await afterwards(run, stepId);
    return { kind: "corrected", stale: stale.toSorted() };
  });
}
