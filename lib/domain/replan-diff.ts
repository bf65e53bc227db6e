import { applyPatch } from "./apply-patch.ts";
import { DomainError } from "./errors.ts";
import { graphDiff } from "./graph-diff.ts";
import type { PatchOperation } from "./patch.ts";
import type { PlanGraph } from "./plan.ts";
import type { ReplanDiff } from "./replan.ts";

/**
 * What becomes of each step under a replan, with a phrase for each change ("tool: web.search instead of knowledge.search").
 * @throws DomainError `conflict` when the patch does not apply to the graph
 */
export function replanDiff(before: PlanGraph, patch: readonly PatchOperation[]): ReplanDiff {
  const outcome = applyPatch(before, patch);
  if (!outcome.ok) {
    throw new DomainError("conflict", outcome.errors[0]?.message ?? "The replan no longer fits the plan.");
  }
  return graphDiff(before, outcome.graph);
}
