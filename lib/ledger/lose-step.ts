import type { AttemptStatus, StepError } from "#lib/domain/run.ts";
import { SideEffect } from "#lib/domain/tool.ts";
import { afterLoss } from "#lib/engine/after-loss.ts";
import type { OpenRun } from "./change-run.ts";
import { closeCalls } from "./close-calls.ts";
import { heldBy, permits } from "./conditions.ts";
import { endAttempt } from "./end-attempt.ts";
import type { StepToken } from "./keys.ts";
import { storable } from "./stored.ts";

/** How a step that was too slow is tried the next time: by another worker, or from one of its fallbacks on (1: the first). */
export type NextTry = { avoidWorker?: boolean; firstCall?: number };

/**
 * Ends an attempt that its worker will not finish, conditional on the token: work that may be repeated is ready again, work
 * that may not and had begun waits for a person's decision, and in an aborting run it is cancelled.
 * @param why a sentence for the step's notes
 * @param death whether the worker died with it (counted), rather than gave it back
 * @returns false when the token was stale and nothing was changed
 */
export async function loseStep(
  run: OpenRun,
  token: StepToken,
  why: string,
  death: boolean,
  nextTry: NextTry = {},
): Promise<boolean> {
  const [row] = await run.tx.$queryRaw<{ worker_deaths: number }[]>`
    select s.worker_deaths from step_runs s where ${heldBy(token)} and ${permits("lose")} for update`;
  if (!row) return false;
  const calls = await run.tx.toolCall.findMany({
    where: {
      workspaceId: token.workspaceId,
      runId: token.runId,
      stepId: token.stepId,
      attempt: token.attempt,
      status: "started",
    },
    select: { sideEffect: true, tool: true },
  });
  const next = afterLoss(
    calls.map((call) => SideEffect.parse(call.sideEffect)),
    row.worker_deaths + (death ? 1 : 0),
    run.status,
  );
  const under = calls.map((call) => call.tool).join(", ");
  const unknown = `${why} It is not known whether ${under} had finished, and it must not be repeated unasked.`;
  const changes = {
    lose: { status: "ready", what: "Ready again", notes: [why], error: null },
    lose_unknown: { status: "waiting", what: "Outcome unknown", notes: [unknown], error: null },
    fail: { status: "failed", what: "Failed", notes: [why], error: WORKERS_DIED },
    cancel: {
      status: "cancelled",
      what: "Cancelled",
      notes: [next.attempt === "unknown" ? unknown : why],
      error: null,
    },
  }[next.event];
  if (next.event !== "lose_unknown") await closeCalls(run, token, { status: "failed", why });
  const undecided = next.event === "lose_unknown";
  await endAttempt(run.tx, token, next.attempt satisfies AttemptStatus, changes.error);
  await setLost(run, token, { ...changes, deaths: death ? 1 : 0, undecided }, nextTry);
  run.stepChanged(token.stepId, changes.what);
  return true;
}

const WORKERS_DIED: StepError = {
  code: "workers_died",
  message: "Every worker that took this step died with it.",
  retryable: false,
};

async function setLost(
  run: OpenRun,
  token: StepToken,
  to: { status: string; notes: string[]; error: StepError | null; deaths: number; undecided: boolean },
  next: NextTry,
): Promise<void> {
  // A step that waits for a decision keeps its token, so that a late result can settle it.
  const over = to.status === "failed" || to.status === "cancelled";
  await run.tx.$executeRaw`
    update step_runs s
    set status = ${to.status}, waiting_for = ${to.undecided ? "decision" : null},
      ready_at = case when ${to.status} = 'ready' then clock_timestamp() end,
      started_at = case when ${to.status} <> 'ready' then s.started_at end,
      locked_by = case when ${to.undecided}::boolean then s.locked_by end, lease_until = null,
      stop_for = null, slow = false, slow_at = null, first_call = coalesce(${next.firstCall ?? null}::int, s.first_call),
      avoid_worker = case when ${next.avoidWorker === true}::boolean then s.locked_by else s.avoid_worker end,
      worker_deaths = s.worker_deaths + ${to.deaths}, notes = s.notes || ${storable(to.notes)}::jsonb,
      error = ${to.error && storable(to.error)}::jsonb,
      finished_at = case when ${over}::boolean then clock_timestamp() end
    where ${heldBy(token)}`;
}
