import type { StepId, StepRunId } from "./ids.ts";

/** The step of the plan that a step run belongs to: of an item of a map ("translate.3") the map. */
export function planStepOf(stepId: StepRunId): StepId {
  return stepId.split(".", 1)[0] ?? stepId;
}
