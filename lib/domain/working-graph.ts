import { adjacency, shortestWay, topologicalOrder } from "./graph.ts";
import type { StepId } from "./ids.ts";
import type { Dependency, PlanGraph } from "./plan.ts";
import type { Step } from "./step.ts";

/**
 * A plan graph opened for changes: each change costs about as much as the neighbourhood it touches, not as the whole plan.
 * The list is a linked one, and a topological rank is kept up to date (Pearce and Kelly, "A dynamic topological sort
 * algorithm for directed acyclic graphs", 2006), so that most new dependencies need no search for a cycle.
 */
export class WorkingGraph {
  readonly #original: PlanGraph;
  readonly #steps: Map<StepId, Step>;
  readonly #before: Map<StepId, Set<StepId>>;
  readonly #after: Map<StepId, Set<StepId>>;
  /** The list: each step's follower and forerunner; null stands for the list's two ends. */
  readonly #next = new Map<StepId | null, StepId | null>();
  readonly #previous = new Map<StepId | null, StepId | null>();
  readonly #rank: Map<StepId, number>;
  #topRank: number;
  #dependencyCount = 0;
  #stepsChanged = false;
  #dependenciesChanged = false;

  constructor(graph: PlanGraph) {
    this.#original = graph;
    this.#steps = new Map(graph.steps.map((step) => [step.id, step]));
    const { before, after } = adjacency(graph);
    this.#before = new Map(Array.from(before, ([id, ids]) => [id, new Set(ids)]));
    this.#after = new Map(Array.from(after, ([id, ids]) => [id, new Set(ids)]));
    for (const ids of this.#before.values()) this.#dependencyCount += ids.size;
    let last: StepId | null = null;
    for (const id of this.#steps.keys()) {
      this.#link(last, id);
      last = id;
    }
    this.#link(last, null);
    this.#rank = new Map(topologicalOrder(graph).map((id, i) => [id, i]));
    this.#topRank = this.#rank.size;
  }

  get stepCount(): number {
    return this.#steps.size;
  }

  get dependencyCount(): number {
    return this.#dependencyCount;
  }

  step(id: StepId): Step | undefined {
    return this.#steps.get(id);
  }

  /** What the step depends on. */
  before(id: StepId): ReadonlySet<StepId> {
    return this.#before.get(id) ?? new Set();
  }

  /** What depends on the step. */
  after(id: StepId): ReadonlySet<StepId> {
    return this.#after.get(id) ?? new Set();
  }

  /** All that must be done before the step. */
  ancestors(id: StepId): Set<StepId> {
    return reach(this.#before, id, () => true);
  }

  /** All that waits for the step. */
  descendants(id: StepId): Set<StepId> {
    return reach(this.#after, id, () => true);
  }

  /** The step before this one in the list, null when it is the first. */
  previousInList(id: StepId): StepId | null {
    return this.#previous.get(id) ?? null;
  }

  /** The step behind this one in the list (null: the list's first), null when there is none. */
  nextInList(id: StepId | null): StepId | null {
    return this.#next.get(id) ?? null;
  }

  insert(step: Step, after: StepId | null): void {
    this.#steps.set(step.id, step);
    this.#before.set(step.id, new Set());
    this.#after.set(step.id, new Set());
    this.#rank.set(step.id, this.#topRank++);
    this.#putBehind(step.id, after);
  }

  /** Takes a step without dependencies out. */
  remove(id: StepId): void {
    this.#takeOutOfList(id);
    this.#steps.delete(id);
    this.#before.delete(id);
    this.#after.delete(id);
    this.#rank.delete(id);
  }

  replace(step: Step): void {
    this.#steps.set(step.id, step);
    this.#stepsChanged = true;
  }

  place(id: StepId, after: StepId | null): void {
    if (this.previousInList(id) === after) return;
    this.#takeOutOfList(id);
    this.#putBehind(id, after);
  }

  disconnect(from: StepId, to: StepId): void {
    this.#after.get(from)?.delete(to);
    this.#before.get(to)?.delete(from);
    this.#dependencyCount -= 1;
    this.#dependenciesChanged = true;
  }

  /**
   * Adds a dependency between two steps that exist and are not connected yet.
   * @returns null, or the way from `to` to `from` with which it would close a cycle; nothing is changed then
   */
  connect(from: StepId, to: StepId): StepId[] | null {
    if (!this.#keepRanks(from, to)) return shortestWay(this.#after, to, from);
    this.#after.get(from)?.add(to);
    this.#before.get(to)?.add(from);
    this.#dependencyCount += 1;
    this.#dependenciesChanged = true;
    return null;
  }

  /** The graph as a value. Lists in which nothing changed are the original ones; dependencies come sorted by id. */
  toGraph(): PlanGraph {
    return {
      steps: this.#stepsChanged ? this.#listSteps() : this.#original.steps,
      dependencies: this.#dependenciesChanged ? this.#listDependencies() : this.#original.dependencies,
    };
  }

  #listSteps(): Step[] {
    const steps: Step[] = [];
    for (let id = this.nextInList(null); id !== null; id = this.nextInList(id)) {
      const step = this.#steps.get(id);
      if (step) steps.push(step);
    }
    return steps;
  }

  #listDependencies(): Dependency[] {
    const dependencies: Dependency[] = [];
    for (const from of [...this.#after.keys()].toSorted()) {
      for (const to of [...this.after(from)].toSorted()) dependencies.push({ from, to });
    }
    return dependencies;
  }

  #link(left: StepId | null, right: StepId | null): void {
    this.#next.set(left, right);
    this.#previous.set(right, left);
  }

  #putBehind(id: StepId, after: StepId | null): void {
    const follower = this.nextInList(after);
    this.#link(after, id);
    this.#link(id, follower);
    this.#stepsChanged = true;
  }

  #takeOutOfList(id: StepId): void {
    this.#link(this.previousInList(id), this.nextInList(id));
    this.#next.delete(id);
    this.#previous.delete(id);
    this.#stepsChanged = true;
  }

  /** Makes ranks agree with a dependency about to be added; false when it closes a cycle, and nothing is changed then. */
  #keepRanks(from: StepId, to: StepId): boolean {
    if (from === to) return false;
    const low = this.#rankOf(to);
    const high = this.#rankOf(from);
    if (high < low) return true;
    const behind = reach(this.#after, to, (id) => this.#rankOf(id) <= high);
    if (behind.has(from)) return false;
    const ahead = reach(this.#before, from, (id) => this.#rankOf(id) >= low);
    const byRank = (a: StepId, b: StepId) => this.#rankOf(a) - this.#rankOf(b);
    const moved = [...[...ahead, from].toSorted(byRank), ...[...behind, to].toSorted(byRank)];
    const ranks = moved.map((id) => this.#rankOf(id)).toSorted((a, b) => a - b);
    moved.forEach((id, i) => this.#rank.set(id, ranks[i] ?? 0));
    return true;
  }

  #rankOf(id: StepId): number {
    return this.#rank.get(id) ?? 0;
  }
}

/** All steps to be reached from one along `neighbours`, going only through those that `within` lets pass. */
function reach(
  neighbours: ReadonlyMap<StepId, ReadonlySet<StepId>>,
  start: StepId,
  within: (id: StepId) => boolean,
): Set<StepId> {
  const found = new Set<StepId>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const next of neighbours.get(id) ?? []) {
      if (found.has(next) || !within(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}
