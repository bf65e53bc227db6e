import { cyclePath } from "#lib/domain/graph.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";

/** Steps of a circle that are named at most. */
const LONGEST = 6;

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
  const circle = [from, ...path].map(title);
  // Long ways round are cut in the middle: the ends say which steps are meant.
  const shown = circle.length > LONGEST ? [...circle.slice(0, 3), "…", ...circle.slice(-2)] : circle;
  return `That would be a circle, and none of its steps could start: ${shown.join(" → ")}.`;
}

/** Why a group cannot be connected. */
export const OPEN_GROUP_FIRST = "Open the group first, to connect to one of its steps.";
