import { adjacency, topologicalOrder } from "#lib/domain/graph.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";

/** What a step counts for when nobody knows how long it takes. */
const UNKNOWN_SECONDS = 1;

/**
 * The longest remaining path from each step to the end of the plan in expected seconds, the step itself included. Taking ready
 * steps with the longest first keeps the whole run short when there are more of them than places.
 */
export function remainingPaths(
  graph: PlanGraph,
  secondsByStep: ReadonlyMap<StepId, number>,
): Map<StepId, number> {
  const { after } = adjacency(graph);
  const paths = new Map<StepId, number>();
  for (const id of topologicalOrder(graph).toReversed()) {
    const behind = (after.get(id) ?? []).map((next) => paths.get(next) ?? 0);
    const own = secondsByStep.get(id) ?? UNKNOWN_SECONDS;
    paths.set(id, own + behind.reduce((longest, path) => Math.max(longest, path), 0));
  }
  return paths;
}
