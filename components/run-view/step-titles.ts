import type { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";

/** A lookup of the titles of steps and of items of maps, those included that a patch would add; an unknown id stands for itself. */
export function stepTitles(graph: PlanGraph, patch: PlanPatch | null = null): (stepId: string) => string {
  const titles = new Map<string, string>(graph.steps.map((step) => [step.id, step.title]));
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
