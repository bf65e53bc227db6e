import { levels } from "#lib/domain/graph.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Step } from "#lib/domain/step.ts";

/** Steps that have the same number of steps before them at most, in the order of the plan's list. */
export type OutlineLevel = { level: number; steps: Step[] };

/** What stands over a level: what its steps wait for. */
export function levelHeading(level: number): string {
  return level === 0 ? "Starts at once" : `After level ${level}`;
}

/** The plan as an outline: its steps in dependency order, grouped by level. */
export function outlineLevels(graph: PlanGraph): OutlineLevel[] {
  const level = levels(graph);
  const groups = new Map<number, Step[]>();
  for (const step of graph.steps) {
    const number = level.get(step.id) ?? 0;
    const group = groups.get(number);
    if (group) group.push(step);
    else groups.set(number, [step]);
  }
  return [...groups]
    .map(([number, steps]) => ({ level: number, steps }))
    .toSorted((a, b) => a.level - b.level);
}

/** A patch, or why there is none. */
export type OutlineMove = { ok: true; patch: PlanPatch } | { ok: false; reason: string };

const refuse = (reason: string): OutlineMove => ({ ok: false, reason });

/**
 * One place up. Among steps of its level only the list changes; the first of its level goes in front of the step it waits
 * for, and takes its place in the chain.
 */
export function moveUp(graph: PlanGraph, id: StepId): OutlineMove {
  const place = placeOf(graph, id);
  if (!place) return refuse("The plan no longer has this step.");
  const neighbour = place.group.steps[place.index - 1];
  if (neighbour) {
    const index = graph.steps.findIndex((step) => step.id === neighbour.id);
    return move(id, graph.steps[index - 1]?.id ?? null, false);
  }
  const awaited = sourceOneLevelUp(graph, id, place.group.level);
  if (!awaited) return refuse("This step is the first already.");
  const before = sourceOneLevelUp(graph, awaited, place.group.level - 1);
  return move(id, before, true);
}

/**
 * One place down. Among steps of its level only the list changes; the last of its level goes behind the first step that
 * waits for it.
 */
export function moveDown(graph: PlanGraph, id: StepId): OutlineMove {
  const place = placeOf(graph, id);
  if (!place) return refuse("The plan no longer has this step.");
  const neighbour = place.group.steps[place.index + 1];
  if (neighbour) return move(id, neighbour.id, false);
  const waiting = graph.steps.find((step) =>
    graph.dependencies.some(({ from, to }) => from === id && to === step.id),
  );
  return waiting
    ? move(id, waiting.id, true)
    : refuse("No step waits for this one, so it is the last already.");
}

/** Puts a dragged step behind another row (null: first). Between rows of its own level only the list changes. */
export function dropBehind(graph: PlanGraph, id: StepId, after: StepId | null): OutlineMove {
  if (id === after) return refuse("The step is there already.");
  const level = levels(graph);
  const sameLevel = after !== null && level.get(after) === level.get(id);
  return move(id, after, !sameLevel);
}

/**
 * Puts a dragged step in front of another row. Between rows of its own level only the list changes; else it takes that row's
 * place in the chain.
 */
export function dropBefore(graph: PlanGraph, id: StepId, target: StepId): OutlineMove {
  const level = levels(graph);
  const targetLevel = level.get(target) ?? 0;
  if (targetLevel === level.get(id)) {
    const index = graph.steps.findIndex((step) => step.id === target);
    const previous = graph.steps[index - 1]?.id ?? null;
    return previous === id || target === id
      ? refuse("The step is there already.")
      : move(id, previous, false);
  }
  const awaited = sourceOneLevelUp(graph, target, targetLevel);
  return awaited === id ? refuse("The step is there already.") : move(id, awaited, true);
}

/** Makes a step depend on the row above it. */
export function dependOnAbove(graph: PlanGraph, id: StepId): OutlineMove {
  const above = rowAbove(graph, id);
  if (!above) return refuse("There is no step above this one.");
  return { ok: true, patch: [{ op: "connect", from: above.id, to: id }] };
}

/** Ends a step's dependency on the nearest row above that it depends on. */
export function undependFromAbove(graph: PlanGraph, id: StepId): OutlineMove {
  const rows = outlineLevels(graph).flatMap(({ steps }) => steps);
  const above = rows
    .slice(
      0,
      rows.findIndex((step) => step.id === id),
    )
    .toReversed();
  const source = above.find((step) =>
    graph.dependencies.some(({ from, to }) => from === step.id && to === id),
  );
  if (!source) return refuse("This step depends on no other.");
  return { ok: true, patch: [{ op: "disconnect", from: source.id, to: id }] };
}

/** The row above a step in the outline, whatever its level. */
export function rowAbove(graph: PlanGraph, id: StepId): Step | null {
  const rows = outlineLevels(graph).flatMap(({ steps }) => steps);
  return rows[rows.findIndex((step) => step.id === id) - 1] ?? null;
}

function placeOf(graph: PlanGraph, id: StepId): { group: OutlineLevel; index: number } | null {
  for (const group of outlineLevels(graph)) {
    const index = group.steps.findIndex((step) => step.id === id);
    if (index >= 0) return { group, index };
  }
  return null;
}

/** The last step of the level above that this one waits for: it is what keeps the step at its level. */
function sourceOneLevelUp(graph: PlanGraph, id: StepId, level: number): StepId | null {
  const levelOf = levels(graph);
  const sources = graph.steps.filter(
    (step) =>
      levelOf.get(step.id) === level - 1 &&
      graph.dependencies.some(({ from, to }) => from === step.id && to === id),
  );
  return sources.at(-1)?.id ?? null;
}

function move(stepId: StepId, after: StepId | null, rewire: boolean): OutlineMove {
  return { ok: true, patch: [{ op: "move", stepId, after, rewire }] };
}
