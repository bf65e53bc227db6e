import { longestIncreasing } from "./longest-increasing.ts";
import type { StepId } from "./ids.ts";
import type { PatchOperation } from "./patch.ts";
import type { Dependency, PlanGraph } from "./plan.ts";
import { sameJson } from "./same-json.ts";
import type { Step, StepChanges } from "./step.ts";

/** What one add operation may bring along. */
const MOST_DEPENDENCIES_OF_ADD = 1_000;

/**
 * The operations that turn graph `a` into graph `b`: removals first, then what was disconnected, changed, added and moved
 * in the order of `b`'s list, then what was connected. No operation on the way makes a cycle. Empty when both mean the same.
 */
export function diffGraphs(a: PlanGraph, b: PlanGraph): PatchOperation[] {
  const before = new Map(a.steps.map((step) => [step.id, step]));
  const after = new Set(b.steps.map((step) => step.id));
  const wanted = new Map(b.dependencies.map((dependency) => [dependencyKey(dependency), dependency]));
  const present = new Set<string>();
  const operations: PatchOperation[] = [];

  for (const step of a.steps) {
    if (!after.has(step.id)) operations.push({ op: "remove", stepId: step.id, bridge: false });
  }
  for (const dependency of a.dependencies) {
    if (!after.has(dependency.from) || !after.has(dependency.to)) continue;
    if (wanted.has(dependencyKey(dependency))) present.add(dependencyKey(dependency));
    else operations.push({ op: "disconnect", ...dependency });
  }
  for (const step of b.steps) {
    const former = before.get(step.id);
    const changes = former ? stepChanges(former, step) : null;
    if (changes) operations.push({ op: "update", stepId: step.id, changes });
  }
  operations.push(...additionsAndMoves(a, b, before, present));
  for (const [key, dependency] of wanted) {
    if (!present.has(key)) operations.push({ op: "connect", ...dependency });
  }
  return operations;
}

/** A dependency as a key of maps and sets. */
export function dependencyKey({ from, to }: Dependency): string {
  return `${from} ${to}`;
}

/** The fields in which a step differs from what it was, with their new values; null when there are none. */
export function stepChanges(former: Step, step: Step): StepChanges | null {
  const old = new Map<string, unknown>(Object.entries(former));
  const changed = Object.entries(step).filter(
    ([field, value]) => field !== "id" && !sameJson(value, old.get(field)),
  );
  return changed.length === 0 ? null : Object.fromEntries(changed);
}

/** Walks down `b`'s list: each new step is added, and each that left its place is moved, behind the one before it. */
function additionsAndMoves(
  a: PlanGraph,
  b: PlanGraph,
  before: ReadonlyMap<StepId, Step>,
  present: Set<string>,
): PatchOperation[] {
  const neighbours = new Map<StepId, Dependency[]>(b.steps.map((step) => [step.id, []]));
  for (const dependency of b.dependencies) {
    neighbours.get(dependency.from)?.push(dependency);
    neighbours.get(dependency.to)?.push(dependency);
  }
  const staying = stepsThatStay(a, b);
  const there = new Set(b.steps.flatMap((step) => (before.has(step.id) ? [step.id] : [])));
  const operations: PatchOperation[] = [];
  let previous: StepId | null = null;
  for (const step of b.steps) {
    if (!before.has(step.id)) {
      there.add(step.id);
      const dependencies = (neighbours.get(step.id) ?? [])
        .filter(({ from, to }) => there.has(from) && there.has(to))
        .slice(0, MOST_DEPENDENCIES_OF_ADD);
      for (const dependency of dependencies) present.add(dependencyKey(dependency));
      operations.push({ op: "add", step, after: previous, dependencies });
    } else if (!staying.has(step.id)) {
      operations.push({ op: "move", stepId: step.id, after: previous, rewire: false });
    }
    previous = step.id;
  }
  return operations;
}

/** A largest set of steps that have the same order in both lists, so that as few as possible are moved. */
export function stepsThatStay(a: PlanGraph, b: PlanGraph): Set<StepId> {
  const place = new Map(a.steps.map((step, i) => [step.id, i]));
  const common = b.steps.flatMap((step) => {
    const at = place.get(step.id);
    return at === undefined ? [] : [{ id: step.id, at }];
  });
  return new Set(longestIncreasing(common, ({ at }) => at).map(({ id }) => id));
}
