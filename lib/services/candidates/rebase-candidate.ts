import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { rebaseChoice } from "../chat/rebase-choice.ts";

/**
 * The patch that puts a candidate in the place of a draft. What was edited since is kept: edits are told apart by comparing the draft
 * with that of the `references` which it is closest to, the plan that the candidates were asked for or one of them that was taken since.
 * @returns the patch (empty when the draft is like that already), or why the edits and the candidate do not go together
 */
export function rebaseCandidate(
  draft: PlanGraph,
  candidate: PlanGraph,
  references: readonly PlanGraph[],
): { patch: PatchOperation[] } | { unfit: string } {
  const [reference] = references
    .map((graph) => ({ graph, distance: diffGraphs(graph, draft).length }))
    .toSorted((a, b) => a.distance - b.distance);
  if (!reference || reference.distance === 0) return { patch: diffGraphs(draft, candidate) };
  const choice = { graph: candidate, patch: diffGraphs(reference.graph, candidate) };
  return rebaseChoice(reference.graph, draft, choice, "Compare again, or use it in spite of that.");
}
