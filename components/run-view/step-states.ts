import type { StepRunView } from "#lib/domain/run.ts";
import type { RunView } from "#lib/domain/view.ts";

/** How the steps of a run stand, by step id, as the canvas takes them. */
export function statesOf({ steps }: Pick<RunView, "steps">): Record<string, StepRunView> {
  return Object.fromEntries(steps.map((step) => [step.stepId, step]));
}
