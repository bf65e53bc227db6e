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

/** What a step has cost in all: its tools and the models it asked. */
export function stepCost({ costMicros, model }: Pick<StepRunView, "costMicros" | "model">): {
  micros: number;
  unknown: boolean;
} {
  return { micros: costMicros + (model?.costMicros ?? 0), unknown: model?.costUnknown ?? false };
}
