import type { StepId } from "./ids.ts";
import type { PatchOperation } from "./patch.ts";
import type { WorkingGraph } from "./working-graph.ts";

/**
 * Makes every target depend on every source where it does not yet. There must be a way from each source to each target
 * already, or have been one until just now: then no cycle can come of it.
 * @returns the operations that undo it
 */
export function joinAll(
  graph: WorkingGraph,
  sources: readonly StepId[],
  targets: readonly StepId[],
): PatchOperation[] {
  const inverse: PatchOperation[] = [];
  for (const from of sources) {
    for (const to of targets) {
      if (graph.after(from).has(to)) continue;
      graph.connect(from, to);
      inverse.unshift({ op: "disconnect", from, to });
    }
  }
  return inverse;
}
