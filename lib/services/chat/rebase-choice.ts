import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import { mergeGraphs, type MergeConflict } from "#lib/domain/merge-graphs.ts";
import { mergeValues } from "#lib/domain/merge-values.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import { Step } from "#lib/domain/step.ts";

/**
 * Puts changes that were made for one state of a plan onto a later one, step by step and field by field; within a field both sides'
 * additions to lists and objects count, as with two new sections of one document.
 * @param choice the patch for `base`, and the graph that it makes of it
 * @param advice what a person can do when it no longer fits
 * @returns the patch for the later state (empty when it is like that already), or why it no longer fits
 */
export function rebaseChoice(
  base: PlanGraph,
  draft: PlanGraph,
  choice: { graph: PlanGraph; patch: PatchOperation[] },
  advice = "Send the message again.",
): { patch: PatchOperation[] } | { unfit: string } {
  if (sameJson(base, draft)) return { patch: choice.patch };
  const merged = mergeGraphs(base, draft, choice.graph);
  const steps = new Map(merged.graph.steps.map((step) => [step.id, step]));
  for (const conflict of merged.conflicts) {
    const settled = settle(conflict, base, steps);
    if (settled === null)
      return {
        unfit: `${reason(conflict, steps.get(conflict.stepId)?.title ?? conflict.stepId)} ${advice}`,
      };
    steps.set(conflict.stepId, settled);
  }
  const graph = { ...merged.graph, steps: [...steps.values()] };
  return { patch: diffGraphs(draft, graph) };
}

/** The step with both sides' changes of one field, when they go together. */
function settle(conflict: MergeConflict, base: PlanGraph, steps: ReadonlyMap<string, Step>): Step | null {
  const former = base.steps.find(({ id }) => id === conflict.stepId);
  const step = steps.get(conflict.stepId);
  if (!former || !step || conflict.field === "step" || conflict.field === "dependency") return null;
  const before = new Map<string, unknown>(Object.entries(former)).get(conflict.field);
  const value = mergeValues(before, conflict.mine, conflict.theirs);
  const settled = value && Step.safeParse({ ...step, [conflict.field]: value.value });
  return settled?.success ? settled.data : null;
}

function reason({ field }: MergeConflict, title: string): string {
  const what =
    field === "step"
      ? `“${title}” was changed on one side and removed on the other`
      : field === "dependency"
        ? `what “${title}” waits for has changed in between`
        : `“${title}” has been changed in the same place`;
  return `The plan has changed since this was proposed: ${what}.`;
}
