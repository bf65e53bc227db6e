import type { PatchOperation } from "./patch.ts";
import type { PlanGraph } from "./plan.ts";

/** Two people changed the same thing: what each wanted, and whose change stands. */
export type MergeConflict = {
  /** null when it is about a dependency between two steps. */
  stepId: string | null;
  /** Field of the step ("title", "args"), "step" when one side removed it, "dependency" for an edge. */
  field: string;
  kept: "mine" | "theirs";
  mine: unknown;
  theirs: unknown;
  /** A sentence for a person. */
  message: string;
};

export function mergeGraphs(
  base: PlanGraph,
  mine: PlanGraph,
  theirs: PlanGraph,
): { graph: PlanGraph; patch: PatchOperation[]; conflicts: MergeConflict[] } {
  throw new Error(`not written yet: ${base.steps.length} ${mine.steps.length} ${theirs.steps.length}`);
}
