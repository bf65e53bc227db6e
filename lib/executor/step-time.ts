import type { Step } from "#lib/domain/step.ts";

/**
 * The time that a step's timeout gives to one thing a model does for it: filling in its arguments, judging its output.
 * @returns a signal that aborts with the given one or when the time is over, and the time in words ("within 5 seconds")
 */
export function stepTime(
  { timeoutSeconds }: Pick<Step, "timeoutSeconds">,
  signal: AbortSignal,
): { signal: AbortSignal; words: string } {
  return {
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutSeconds * 1_000)]),
    words: `within ${timeoutSeconds === 1 ? "1 second" : `${timeoutSeconds} seconds`}`,
  };
}
