import type { StepId } from "#lib/domain/ids.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { Dependency, PlanGraph } from "#lib/domain/plan.ts";
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
