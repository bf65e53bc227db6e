import type { StepId } from "#lib/domain/ids.ts";
import { newStepId } from "#lib/domain/new-id.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { renameReferences } from "#lib/domain/rename-references.ts";

/**
 * Copies steps, each behind its original and with the same dependencies. Copies depend on and read each other where their
 * originals did.
 * @returns the patch and the copies' ids, in the order of the originals
 */
export function duplicateSteps(
  graph: PlanGraph,
  stepIds: readonly StepId[],
  newId: () => StepId = newStepId,
): { patch: PlanPatch; copies: StepId[] } {
  const originals = graph.steps.filter((step) => stepIds.includes(step.id));
  const copyOf = new Map(originals.map((step) => [step.id, newId()]));
  const renamed = (id: StepId) => copyOf.get(id) ?? id;
  const added = new Set<StepId>();
  // Sources first, so that every dependency of an added copy leads from a step that is there.
  const patch: PlanPatch = [];
  const pending = [...originals];
  while (pending.length > 0) {
    const index = pending.findIndex((step) =>
      sourcesOf(graph, step.id).every((id) => !copyOf.has(id) || added.has(id)),
    );
    const [original] = pending.splice(Math.max(index, 0), 1);
    if (!original) break;
    added.add(original.id);
    const id = renamed(original.id);
    const step = { ...renameReferences(original, renamed), id, title: copyTitle(original.title) };
    const dependencies = sourcesOf(graph, original.id).map((from) => ({ from: renamed(from), to: id }));
    patch.push({ op: "add", step, after: original.id, dependencies });
  }
  return { patch, copies: originals.map((step) => renamed(step.id)) };
}

function sourcesOf(graph: PlanGraph, id: StepId): StepId[] {
  return graph.dependencies.filter((dependency) => dependency.to === id).map(({ from }) => from);
}

const LONGEST_TITLE = 200;

function copyTitle(title: string): string {
  const suffix = " (copy)";
  return title.slice(0, LONGEST_TITLE - suffix.length).toWellFormed() + suffix;
}
