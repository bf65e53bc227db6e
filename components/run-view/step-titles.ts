import type { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";

/** A lookup of step titles, those included that a patch would add; an unknown id stands for itself. */
export function stepTitles(graph: PlanGraph, patch: PlanPatch | null = null): (stepId: string) => string {
  const titles = new Map<string, string>(graph.steps.map((step) => [step.id, step.title]));
  for (const operation of patch ?? []) {
    if (operation.op === "add") titles.set(operation.step.id, operation.step.title);
  }
  return (stepId) => titles.get(stepId) ?? stepId;
}
