import type { StepId } from "./ids.ts";
import type { Dependency, PlanGraph } from "./plan.ts";
import type { Argument, Arguments, OutputPath } from "./step.ts";

/** What a graph is when it does not matter what its steps do. */
export type GraphShape = {
  readonly steps: readonly { readonly id: StepId }[];
  readonly dependencies: readonly Dependency[];
};

/** Neighbours of each step: what it depends on (`before`) and what depends on it (`after`). */
type Adjacency = { before: Map<StepId, StepId[]>; after: Map<StepId, StepId[]> };

/** Looks up neighbours in one pass. Dependencies of steps that do not exist are left out. */
export function adjacency(graph: GraphShape): Adjacency {
  const before = new Map<StepId, StepId[]>(graph.steps.map((step) => [step.id, []]));
  const after = new Map<StepId, StepId[]>(graph.steps.map((step) => [step.id, []]));
  for (const { from, to } of graph.dependencies) {
    const sources = before.get(to);
    const targets = after.get(from);
    if (!sources || !targets) continue;
    sources.push(from);
    targets.push(to);
  }
  return { before, after };
}

/** Every step to be reached from one along `neighbours`; without the step itself, unless it stands on a cycle. */
function reachable(start: StepId, neighbours: Map<StepId, StepId[]>): Set<StepId> {
  const found = new Set<StepId>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const next of neighbours.get(id) ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}

/** Every step that must be done before this one; without the step itself, unless it stands on a cycle. */
export function ancestors(graph: PlanGraph, id: StepId): Set<StepId> {
  return reachable(id, adjacency(graph).before);
}

/** Every step that waits for this one, directly or not; without the step itself, unless it stands on a cycle. */
export function descendants(graph: PlanGraph, id: StepId): Set<StepId> {
  return reachable(id, adjacency(graph).after);
}

/**
 * Every step once, each after the steps it depends on, and otherwise in the order of the list. Steps on a cycle and behind
 * it come last, in the order of the list.
 */
export function topologicalOrder(graph: GraphShape): StepId[] {
  const { before, after } = adjacency(graph);
  const pending = new Map(Array.from(before, ([id, sources]) => [id, sources.length]));
  const released = new Set<StepId>();
  // Kahn's rule: what is not released stands on a cycle or behind one.
  const open = Array.from(pending).flatMap(([id, count]) => (count === 0 ? [id] : []));
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    released.add(id);
    for (const next of after.get(id) ?? []) {
      const left = (pending.get(next) ?? 0) - 1;
      pending.set(next, left);
      if (left === 0) open.push(next);
    }
  }
  const order = new Set<StepId>();
  for (const step of graph.steps) {
    if (!released.has(step.id)) continue;
    // Depth first with a stack of its own: a chain of thousands would exhaust the call stack.
    const stack = [step.id];
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      const missing = order.has(id) ? undefined : before.get(id)?.find((source) => !order.has(source));
      if (missing !== undefined) stack.push(missing);
      else order.add(stack.pop() ?? id);
    }
  }
  for (const step of graph.steps) order.add(step.id);
  return [...order];
}

/** For each step how many steps lie before it on the longest way to it: 0 for those without dependencies. Cycles are cut. */
export function levels(graph: GraphShape): Map<StepId, number> {
  const { before } = adjacency(graph);
  const level = new Map<StepId, number>();
  for (const id of topologicalOrder(graph)) {
    let deepest = -1;
    for (const source of before.get(id) ?? []) deepest = Math.max(deepest, level.get(source) ?? -1);
    level.set(id, deepest + 1);
  }
  return level;
}

/**
 * The cycle that a new dependency `from` -> `to` would close.
 * @returns the shortest existing way from `to` to `from`, both ends included; null when there is none
 */
export function cyclePath(graph: PlanGraph, from: StepId, to: StepId): StepId[] | null {
  return shortestWay(adjacency(graph).after, to, from);
}

/** The fewest steps from `start` to `end` along `after`, both included, or null when no way leads there. */
export function shortestWay(
  after: ReadonlyMap<StepId, Iterable<StepId>>,
  start: StepId,
  end: StepId,
): StepId[] | null {
  const cameFrom = new Map<StepId, StepId | null>([[start, null]]);
  const open = [start];
  for (const id of open) {
    if (id === end) {
      const way: StepId[] = [];
      for (let step: StepId | null = id; step !== null; step = cameFrom.get(step) ?? null) way.unshift(step);
      return way;
    }
    for (const next of after.get(id) ?? []) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, id);
      open.push(next);
    }
  }
  return null;
}

/** A reference inside arguments: what it reads, and where it stands in them (["sections", 0, "content"]). */
export type ArgumentReference = { ref: StepId; path: OutputPath; at: (string | number)[] };

/** Every reference in a step's arguments, those inside templates, lists and objects too. */
export function argumentReferences(args: Arguments): ArgumentReference[] {
  const found: ArgumentReference[] = [];
  for (const [name, argument] of Object.entries(args)) collectReferences(argument, [name], found);
  return found;
}

function collectReferences(argument: Argument, at: (string | number)[], found: ArgumentReference[]): void {
  switch (argument.kind) {
    case "literal":
    case "open":
      return;
    case "ref":
      found.push({ ref: argument.ref, path: argument.path, at });
      return;
    case "template":
      for (const part of argument.parts) {
        if (typeof part !== "string") found.push({ ref: part.ref, path: part.path, at });
      }
      return;
    case "list":
      argument.items.forEach((item, i) => collectReferences(item, [...at, i], found));
      return;
    case "object":
      for (const [name, property] of Object.entries(argument.properties)) {
        collectReferences(property, [...at, name], found);
      }
  }
}
