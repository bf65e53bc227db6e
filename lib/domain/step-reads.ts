import { expressionReads } from "./expressions.ts";
import { argumentReferences } from "./graph.ts";
import type { StepId } from "./ids.ts";
import type { Reference, Step } from "./step.ts";

/**
 * Every part of other steps' outputs that a step may read: in its arguments and its fallbacks', its condition, and the list of a map.
 * A map's references to itself mean the current item and are not among them.
 */
export function stepReads(step: Pick<Step, "id" | "args" | "fallbacks" | "when" | "each">): Reference[] {
  const all: Reference[] = [step.args, ...step.fallbacks.map(({ args }) => args)].flatMap(argumentReferences);
  if (step.each) all.push(step.each);
  if (step.when !== null) all.push(...expressionReads(step.when));
  return all.filter(({ ref }) => ref !== step.id).map(({ ref, path }) => ({ ref, path }));
}

/** Ids of the steps whose outputs a step may read, each once. */
export function stepsRead(step: Pick<Step, "id" | "args" | "fallbacks" | "when" | "each">): StepId[] {
  return [...new Set(stepReads(step).map(({ ref }) => ref))];
}
