import { cyclePath } from "#lib/domain/graph.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";

/**
 * Says why step `to` cannot be made to depend on step `from`, naming the steps, or null when it can.
 */
export function connectionProblem(graph: PlanGraph, from: string, to: string): string | null {
  const title = (id: string) => `“${graph.steps.find((step) => step.id === id)?.title ?? id}”`;
  if (from === to) return "A step cannot depend on itself.";
  if (graph.dependencies.some((dependency) => dependency.from === from && dependency.to === to)) {
    return `${title(to)} already depends on ${title(from)}.`;
  }
  const path = cyclePath(graph, from, to);
  if (path === null) return null;
  const cycle = [from, ...path].map(title).join(" → ");
  return `${title(to)} cannot wait for ${title(from)}, because each would wait for the other: ${cycle}.`;
}
