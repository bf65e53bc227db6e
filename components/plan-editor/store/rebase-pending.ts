import { applyPatch } from "#lib/domain/apply-patch.ts";
import { describePatch } from "#lib/domain/describe-patch.ts";
import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import { mergeGraphs, type MergeConflict } from "#lib/domain/merge-graphs.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { KeyedPatch } from "./store-contract.ts";

/** An edit that the server has not acknowledged. Once sent it must not change, for the server may have it under its key. */
export type Pending = KeyedPatch & { sent: boolean; coalesce: string | null };

export type Rebased = { graph: PlanGraph; pending: Pending[]; conflicts: MergeConflict[] };

/**
 * Puts unacknowledged edits on top of a newer base, by merging. Edits stay what they are as long as applying them again gives
 * the merged graph; otherwise one new patch takes their place.
 * @param base the graph the edits were made on; `mine` that graph with them; `theirs` the newer base
 */
export function rebasePending(
  { base, mine, theirs }: { base: PlanGraph; mine: PlanGraph; theirs: PlanGraph },
  pending: readonly Pending[],
  newKey: () => string,
): Rebased {
  if (pending.length === 0) return { graph: theirs, pending: [], conflicts: [] };
  const merged = mergeGraphs(base, mine, theirs);
  const replayed = replay(theirs, pending);
  if (replayed.dropped.length === 0 && diffGraphs(replayed.graph, merged.graph).length === 0) {
    return { graph: replayed.graph, pending: replayed.pending, conflicts: merged.conflicts };
  }
  const one: Pending = { key: newKey(), patch: merged.patch, sent: false, coalesce: null };
  return {
    graph: merged.graph,
    pending: merged.patch.length > 0 ? [one] : [],
    conflicts: merged.conflicts,
  };
}

/** Applies edits one after another; those that no longer fit are left out, and told with the reason. */
export function replay(
  start: PlanGraph,
  edits: readonly Pending[],
): { graph: PlanGraph; pending: Pending[]; dropped: string[] } {
  let graph = start;
  const pending: Pending[] = [];
  const dropped: string[] = [];
  for (const edit of edits) {
    const outcome = applyPatch(graph, edit.patch);
    if (outcome.ok) {
      graph = outcome.graph;
      pending.push(edit);
    } else {
      dropped.push(
        `${describePatch(graph, edit.patch)}: ${outcome.errors[0]?.message ?? "it no longer fits"}`,
      );
    }
  }
  return { graph, pending, dropped };
}
