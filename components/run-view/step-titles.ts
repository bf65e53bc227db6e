import type { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { StepRunView } from "#lib/domain/run.ts";

/**
 * A lookup of the titles of steps and of items of maps; an unknown id stands for itself.
 * @param patch steps that it would add are included
 * @param steps of the run: those among them that undo a call are included
 */
export function stepTitles(
  graph: PlanGraph,
  patch: PlanPatch | null = null,
  steps: readonly StepRunView[] = [],
): (stepId: string) => string {
  const titles = new Map<string, string>(graph.steps.map((step) => [step.id, step.title]));
  for (const { stepId, undoes } of steps) {
    if (undoes) titles.set(stepId, `Undo: ${titles.get(undoes.stepId) ?? undoes.stepId}`);
  }
  for (const operation of patch ?? []) {
    if (operation.op === "add") titles.set(operation.step.id, operation.step.title);
  }
  return (stepId) => {
    const [id = "", item] = stepId.split(".");
    const title = titles.get(id) ?? id;
    return item === undefined ? title : itemTitle(title, Number(item));
  };
}

/** The title of an item of a map. @param index its place in the list, from 0 */
export function itemTitle(title: string, index: number): string {
  return `${title}, item ${index + 1}`;
}
