import type { RunStatus, StepError } from "#lib/domain/run.ts";
import type { Step } from "#lib/domain/step.ts";

/** Longest pause between two attempts, in seconds. */
export const LONGEST_BACKOFF_SECONDS = 3_600;

/** What follows a failed attempt: another try after some seconds, the end of the step, or passing over an optional one. */
export type AfterFailure =
  { event: "back_off"; seconds: number } | { event: "fail" } | { event: "pass_over" };

/**
 * Decides what follows a failed attempt. The pause doubles with every failure: backoffSeconds * 2^(failures - 1).
 * @param failures attempts of this step that failed, this one included; lost ones do not count
 */
export function afterFailure(
  step: Pick<Step, "retry" | "optional">,
  error: StepError,
  failures: number,
  runStatus: RunStatus,
): AfterFailure {
  // An aborting run starts nothing more, so it must not keep a step that waits for its next try.
  if (runStatus === "aborting") return { event: "fail" };
  if (error.retryable && failures < step.retry.maxAttempts) {
    const seconds = step.retry.backoffSeconds * 2 ** (failures - 1);
    return { event: "back_off", seconds: Math.min(seconds, LONGEST_BACKOFF_SECONDS) };
  }
  return { event: step.optional ? "pass_over" : "fail" };
}
