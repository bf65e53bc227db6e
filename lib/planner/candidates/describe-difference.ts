import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Step } from "#lib/domain/step.ts";
import { named } from "./variation.ts";

/** In what a plan that was drafted on its own differs from another one: which steps it has besides, and which it lacks, by title. */
export function describeDifference(from: PlanGraph, to: PlanGraph): string[] {
  const [had, has] = [from, to].map(({ steps }) => new Set(steps.map(key)));
  const added = to.steps.filter((step) => !had?.has(key(step)));
  const gone = from.steps.filter((step) => !has?.has(key(step)));
  if (from.steps.length === 0) return [];
  return [
    ...(gone.length > 0 ? [`Does without ${named(gone)}.`] : []),
    ...(added.length > 0 ? [`Has ${named(added)} instead or besides.`] : []),
    ...(gone.length + added.length === 0
      ? ["Has the same steps as the plan; how they are set up differs."]
      : []),
  ];
}

const key = ({ title }: Step) => title.trim().toLowerCase().replace(/\s+/g, " ");
