import type { StepId } from "./ids.ts";
import type { Cost } from "./run-cost-view.ts";
import type { ModelUse, StepRunView } from "./run.ts";

/** Two uses together. */
export function addModelUse(a: ModelUse | null, b: ModelUse): ModelUse {
  if (!a) return b;
  return {
    tokens: a.tokens + b.tokens,
    costMicros: a.costMicros + b.costMicros,
    costUnknown: a.costUnknown || b.costUnknown,
  };
}

type Spender = Pick<StepRunView, "costMicros" | "model">;

/** What a step has cost in all: its tools and the models it asked; of a map, with what its items did. */
export function stepCost({ costMicros, model }: Spender, items: readonly Spender[] = []): Cost {
  return items.reduce((sum, item) => addCost(sum, stepCost(item)), {
    micros: costMicros + (model?.costMicros ?? 0),
    unknown: model?.costUnknown ?? false,
  });
}

/** The same of every step of a plan, by its id. @param steps of a run, in any order */
export function costByStep(
  steps: Iterable<Spender & Pick<StepRunView, "stepId" | "item">>,
): Map<StepId, Cost> {
  const costs = new Map<StepId, Cost>();
  for (const step of steps) {
    const id = step.item?.of ?? step.stepId;
    costs.set(id, addCost(costs.get(id) ?? { micros: 0, unknown: false }, stepCost(step)));
  }
  return costs;
}

function addCost(a: Cost, b: Cost): Cost {
  return { micros: a.micros + b.micros, unknown: a.unknown || b.unknown };
}
