import type { Db } from "#lib/db/client.ts";
import { mayFallBack, mayRetryElsewhere } from "#lib/engine/after-slow.ts";
import { changeRun, type OpenRun } from "./change-run.ts";
import type { RunKey } from "./keys.ts";
import { slowStep } from "./slow-facts.ts";
import { storable } from "./stored.ts";

/** What a person may say about a slow step. Waiting asks again when as much time has passed once more. */
export type PersonsAnswer = "wait" | "retry_elsewhere" | "fall_back";

/** What came of it: done; or why nothing was. */
export type Answered = "done" | "not_slow" | "not_repeatable" | "no_fallback";

const NOTES: Record<PersonsAnswer, string> = {
  wait: "chose to wait, though this takes longer than expected.",
  retry_elsewhere: "asked for another worker to try, because this takes longer than expected.",
  fall_back: "asked for the next fallback, because this takes longer than expected.",
};

/**
 * Carries out what a person says about a step that takes too long. Its worker hears of it within a second.
 * @param by who said it, for the step's notes
 */
export async function answerSlow(
  db: Db,
  key: RunKey & { stepId: string },
  answer: PersonsAnswer,
  by: string,
): Promise<Answered> {
  return changeRun(db, key, (run) => answerOpenSlow(run, key.stepId, answer, by));
}

/** {@link answerSlow} within a change of the run. */
export async function answerOpenSlow(
  run: OpenRun,
  stepId: string,
  answer: PersonsAnswer,
  by: string,
): Promise<Answered> {
  const step = await slowStep(run, stepId);
  if (!step) return "not_slow";
  if (answer === "retry_elsewhere" && !mayRetryElsewhere(step.facts)) return "not_repeatable";
  if (answer === "fall_back" && !step.facts.fallbackLeft) return "no_fallback";
  if (answer === "fall_back" && !mayFallBack(step.facts)) return "not_repeatable";
  const changed = await run.tx.$executeRaw`
      update step_runs
      set slow = ${answer !== "wait"}, stop_for = ${answer === "wait" ? null : answer},
        slow_at = case when ${answer === "wait"} then clock_timestamp() + make_interval(secs => slow_after) else slow_at end,
        notes = notes || ${storable([`${by} ${NOTES[answer]}`])}::jsonb
      where workspace_id = ${run.workspaceId} and run_id = ${run.runId} and step_id = ${stepId}
        and attempt = ${step.attempt} and status = 'running' and slow and stop_for is null`;
  if (changed === 0) return "not_slow";
  run.stepChanged(stepId, answer === "wait" ? "Goes on" : "Is being stopped");
  return "done";
}
