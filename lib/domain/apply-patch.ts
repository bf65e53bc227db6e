import { applyOperation } from "./apply-operation.ts";
import type { PatchOperation } from "./patch.ts";
import type { PatchError } from "./patch-error.ts";
import type { PlanGraph } from "./plan.ts";
import { WorkingGraph } from "./working-graph.ts";

export type { PatchError } from "./patch-error.ts";

/** A patch applied, with the operations that undo it in order; or everything wrong with the first operation that fails. */
export type PatchOutcome =
  { ok: true; graph: PlanGraph; inverse: PatchOperation[] } | { ok: false; errors: PatchError[] };

/**
 * Applies a patch, all of it or nothing. The graph given is not changed; steps that the patch does not touch keep their
 * identity, and dependencies come out sorted by id when any changed.
 */
export function applyPatch(graph: PlanGraph, patch: readonly PatchOperation[]): PatchOutcome {
  const working = new WorkingGraph(graph);
  const inverses: PatchOperation[][] = [];
  for (const [index, operation] of patch.entries()) {
    const outcome = applyOperation(working, operation);
    if (!outcome.ok) {
      return { ok: false, errors: outcome.errors.map((error) => ({ operation: index, ...error })) };
    }
    inverses.push(outcome.inverse);
  }
  return { ok: true, graph: working.toGraph(), inverse: inverses.toReversed().flat() };
}
