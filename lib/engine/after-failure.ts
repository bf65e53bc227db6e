import type { RunStatus, StepError } from "#lib/domain/run.ts";
import type { Step } from "#lib/domain/step.ts";

/** Longest pause between two attempts that a step's own backoff comes to, in seconds. */
export const LONGEST_BACKOFF_SECONDS = 3_600;
/** Longest pause that a tool can ask for, in seconds. */
export const LONGEST_ASKED_SECONDS = 86_400;

/**
 * What follows a failed attempt: another try after some seconds (`repeat`: because the done-condition did not hold, and told what was
 * missing), the end of the step, or passing over an optional one.
 */
export type AfterFailure =
  { event: "back_off"; seconds: number; repeat: boolean } | { event: "fail" } | { event: "pass_over" };

/** A failed attempt, and those before it. */
export type FailedAttempt = {
  error: StepError;
  /** Attempts of this step that failed, this one included and repeats left out; lost ones do not count. */
  failures: number;
  /** How often the step was repeated already because its done-condition did not hold. */
  repeats: number;
  /** What the done-condition missed, when that is why the attempt failed. */
  missing: readonly string[] | null;
  /** A number drawn from [0, 1), so that what failed together does not come back together. */
  random: number;
};

/** Decides what follows a failed attempt. */
export function afterFailure(
  step: Pick<Step, "retry" | "optional" | "doneCondition">,
  attempt: FailedAttempt,
  runStatus: RunStatus,
): AfterFailure {
  // An aborting run starts nothing more, so it must not keep a step that waits for its next try.
  if (runStatus === "aborting") return { event: "fail" };
  const { error, failures, repeats, missing } = attempt;
  if (missing !== null && repeats < step.doneCondition.maxRepeats) {
    return { event: "back_off", seconds: 0, repeat: true };
  }
  if (error.retryable && failures < step.retry.maxAttempts) {
    return { event: "back_off", seconds: pause(step.retry.backoffSeconds, attempt), repeat: false };
  }
  return { event: step.optional ? "pass_over" : "fail" };
}

/**
 * Exponential backoff with equal jitter: half of min(cap, base * 2^(failures - 1)), plus a random part of the other half (Marc
 * Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). Not full jitter, which would draw from zero: a person
 * who sets a pause means one. A tool that says when it may be tried again is not tried before, nor by all at that very moment.
 */
function pause(base: number, { error, failures, random }: FailedAttempt): number {
  const whole = Math.min(base * 2 ** (failures - 1), LONGEST_BACKOFF_SECONDS);
  const jitter = (whole / 2) * random;
  const asked = Math.min(error.retryAfterSeconds ?? 0, LONGEST_ASKED_SECONDS);
  const seconds = Math.max(whole / 2, asked) + jitter;
  return Math.round(seconds * 1_000) / 1_000;
}
