import type { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { planStepOf } from "#lib/domain/plan-step-of.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { RunView } from "#lib/domain/view.ts";

/**
 * A lookup of the titles of steps and of items of maps; an unknown id stands for itself.
 * @param patch steps that it would add are included
 * @param steps of the run: those among them that undo a call are included
 * @param dropped titles of steps that the plan has no more
 */
export function stepTitles(
  graph: PlanGraph,
  patch: PlanPatch | null = null,
  steps: readonly StepRunView[] = [],
  dropped: RunView["dropped"] = {},
): (stepId: string) => string {
  const titles = new Map<string, string>([
    ...Object.entries(dropped),
    ...graph.steps.map((step) => [step.id, step.title] as const),
  ]);
  for (const { stepId, undoes } of steps) {
    if (undoes) titles.set(stepId, `Undo: ${titles.get(undoes.stepId) ?? undoes.stepId}`);
  }
  for (const operation of patch ?? []) {
    if (operation.op === "add") titles.set(operation.step.id, operation.step.title);
  }
  return (stepId) => {
    const id = planStepOf(stepId);
    const title = titles.get(id) ?? id;
    return id === stepId ? title : itemTitle(title, Number(stepId.slice(id.length + 1)));
  };
}

/** The steps and items of maps that can be opened: the run has them, and so has its plan. */
export function openableSteps({ graph, steps }: Pick<RunView, "graph" | "steps">): ReadonlySet<string> {
  const present = new Set<string>(graph.steps.map(({ id }) => id));
  return new Set(
    steps.filter(({ item, stepId }) => present.has(item?.of ?? stepId)).map(({ stepId }) => stepId),
  );
}

/** The title of an item of a map. @param index its place in the list, from 0 */
export function itemTitle(title: string, index: number): string {
  return `${title}, item ${index + 1}`;
}
