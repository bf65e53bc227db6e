import { newStepId, type StepId } from "#lib/domain/ids.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { Dependency, PlanGraph } from "#lib/domain/plan.ts";
import { renameReferences } from "#lib/domain/rename-references.ts";
import type { Step } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { withoutReferences } from "#lib/domain/without-references.ts";

/** Patches for what a person does by hand. Each is one undo entry. */

/** A step that stands alone, last in the list. */
export function addAlone(graph: PlanGraph, step: Step): PlanPatch {
  return [{ op: "add", step, after: graph.steps.at(-1)?.id ?? null, dependencies: [] }];
}

/** A step that depends on another (after), or that another shall depend on (before). */
export function addBeside(graph: PlanGraph, step: Step, other: StepId, side: "after" | "before"): PlanPatch {
  if (side === "after") {
    return [{ op: "add", step, after: other, dependencies: [{ from: other, to: step.id }] }];
  }
  const index = graph.steps.findIndex((candidate) => candidate.id === other);
  const previous = graph.steps[index - 1]?.id ?? null;
  return [{ op: "add", step, after: previous, dependencies: [{ from: step.id, to: other }] }];
}

/** A step on a dependency: A to B becomes A to step to B. */
export function insertBetween(step: Step, { from, to }: Dependency): PlanPatch {
  const dependencies = [
    { from, to: step.id },
    { from: step.id, to },
  ];
  return [
    { op: "disconnect", from, to },
    { op: "add", step, after: from, dependencies },
  ];
}

/**
 * Takes steps out; what they depended on is joined to what depended on them, and what read them does without where it can.
 * @param tools say which arguments a step can do without
 */
export function removeSteps(
  graph: PlanGraph,
  stepIds: readonly StepId[],
  tools: readonly ToolSpec[],
): PlanPatch {
  const removals = stepIds.map((stepId) => ({ op: "remove" as const, stepId, bridge: true }));
  return [...withoutReferences(graph, stepIds, tools), ...removals];
}

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
