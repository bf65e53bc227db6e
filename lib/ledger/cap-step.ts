import type { Db } from "#lib/db/client.ts";
import type { ApprovalTerms } from "#lib/domain/approval.ts";
import type { StepError } from "#lib/domain/run.ts";
import { canBeRaised, stopSentence, type SpendStop } from "#lib/domain/spend.ts";
import { insertApproval } from "./approval-rows.ts";
import { changeRun, type OpenRun } from "./change-run.ts";
import type { SpendNeed } from "./hold-spend.ts";
import type { StepToken } from "./keys.ts";
import { release } from "./park-step.ts";
import { storable } from "./stored.ts";

/** A call that was not made: at which cap, what it needs, its name for a person, and who may raise the cap. */
export type Capped = { stop: SpendStop; need: SpendNeed; what: string; terms: ApprovalTerms };

/**
 * Ends an attempt whose call does not fit under a spend cap, conditional on the token: the step waits, holding nothing, until it fits.
 * Whoever may raise the cap is asked, unless it will fit when others' calls have ended.
 * @returns false when the token was stale and nothing was changed
 */
export async function capStep(
  db: Db,
  token: StepToken,
  capped: Capped,
  notes: readonly string[],
): Promise<boolean> {
  const { workspaceId, runId, stepId, attempt } = token;
  return changeRun(db, token, async (run) => {
    const how = { event: "cap", waitingFor: "spend", what: "Stopped: spend cap", notes } as const;
    if (!(await release(run, token, how))) return false;
    const { stop, need, what } = capped;
    await run.tx.$executeRaw`
      insert into spend_stops (workspace_id, run_id, step_id, attempt, stop, needs, looked_at)
      values (${workspaceId}, ${runId}, ${stepId}, ${attempt}, ${storable({ stop, what })}::jsonb, ${storable(need)}::jsonb,
        clock_timestamp())
      on conflict (workspace_id, run_id, step_id) do update
      set attempt = excluded.attempt, stop = excluded.stop, needs = excluded.needs, looked_at = excluded.looked_at`;
    await sayStopped(run, { stepId, attempt }, capped, true);
    return true;
  });
}

/**
 * Says on the step at which cap it waits and, unless that passes by itself, asks who may raise it.
 * @param asks false when somebody was asked already
 */
export async function sayStopped(
  run: OpenRun,
  step: Pick<StepToken, "stepId" | "attempt">,
  { stop, what, terms }: Omit<Capped, "need">,
  asks: boolean,
): Promise<void> {
  const message = stopSentence(stop, what);
  const error: StepError = { code: "spend_cap", message, retryable: false };
  await run.tx.$executeRaw`
    update step_runs set error = ${storable(error)}::jsonb
    where workspace_id = ${run.workspaceId} and run_id = ${run.runId} and step_id = ${step.stepId}
      and attempt = ${step.attempt} and status = 'waiting' and waiting_for = 'spend'`;
  run.stepChanged(step.stepId, "Stopped: spend cap");
  const passes = stop.why === "cap" && stop.passing;
  if (asks && !passes && canBeRaised(stop)) {
    await insertApproval(run, step, { request: { kind: "spend", stop, what }, hash: "", terms });
  }
}
