import { canonicalJson } from "./canonical-json.ts";
import { dependencyKey } from "./diff-graphs.ts";
import { adjacency } from "./graph.ts";
import type { StepId } from "./ids.ts";
import type { Json } from "./json.ts";
import type { PlanGraph } from "./plan.ts";
import type { Step } from "./step.ts";
import type { ToolSpec } from "./tool.ts";

/** Steps that are taken from one plan. `derived`: that plan was made from `base`, so that steps of one id are one step. */
export type StepPick = { name: string; graph: PlanGraph; derived: boolean; stepIds: readonly StepId[] };

export type StepTaking = {
  /** The plan as it is. */
  draft: PlanGraph;
  /** The plan that derived candidates were made from. */
  base: PlanGraph;
  picks: readonly StepPick[];
  /** add: to the draft; replace: nothing else stays in it. */
  into: "add" | "replace";
  tools: readonly ToolSpec[];
};

/** A chosen step on its way: where it comes from and its id in the result. */
export type Chosen = { pick: StepPick; step: Step; target: StepId; fresh: boolean };

/** A graph looked into once, however often it is asked. */
class Known {
  readonly #places: ReadonlyMap<StepId, number>;
  readonly #graph: PlanGraph;
  readonly before: ReadonlyMap<StepId, readonly StepId[]>;
  readonly after: ReadonlyMap<StepId, readonly StepId[]>;

  constructor(graph: PlanGraph) {
    this.#graph = graph;
    this.#places = new Map(graph.steps.map(({ id }, at) => [id, at]));
    ({ before: this.before, after: this.after } = adjacency(graph));
  }

  step(id: StepId): Step | undefined {
    const at = this.#places.get(id);
    return at === undefined ? undefined : this.#graph.steps[at];
  }

  /** The step before one in the list. */
  previous(id: StepId): Step | undefined {
    const at = this.#places.get(id);
    return at === undefined ? undefined : this.#graph.steps[at - 1];
  }
}

/** Knows where each step of each pick's plan stands in the result. */
export class Places {
  readonly #start: ReadonlySet<StepId>;
  readonly #base: ReadonlySet<StepId>;
  readonly #taken: Set<StepId>;
  readonly #contents = new Map<string, StepId>();
  readonly #targets = new Map<StepPick, Map<StepId, StepId>>();
  readonly #chosen = new Set<StepId>();
  readonly #known = new Map<PlanGraph, Known>();
  readonly #lines = new Map<StepPick, Set<string>>();
  #left = 0;

  constructor(taking: StepTaking, start: PlanGraph) {
    this.#start = new Set(start.steps.map(({ id }) => id));
    this.#base = new Set(taking.base.steps.map(({ id }) => id));
    this.#taken = new Set([...this.#start, ...this.#base]);
    for (const step of start.steps) this.#contents.set(contentOf(step), step.id);
  }

  look(graph: PlanGraph): Known {
    const known = this.#known.get(graph) ?? new Known(graph);
    this.#known.set(graph, known);
    return known;
  }

  choose(pick: StepPick): Chosen[] {
    const targets = new Map<StepId, StepId>();
    this.#targets.set(pick, targets);
    const wanted = new Set(pick.stepIds);
    const missing = pick.stepIds.find((id) => !this.look(pick.graph).step(id));
    if (missing !== undefined) throw new Error(`${pick.name} has no step ${missing}.`);
    return pick.graph.steps.flatMap((step): Chosen[] => {
      if (!wanted.has(step.id)) return [];
      const known = this.#standing(pick, step);
      const target = known ?? this.#ownId(step.id);
      targets.set(step.id, target);
      this.#chosen.add(target);
      if (known === null) this.#contents.set(contentOf(step), target);
      return [{ pick, step, target, fresh: !this.#start.has(target) }];
    });
  }

  /** Where a step of a pick's plan stands in the result; null when it is not there. */
  targetOf(pick: StepPick, id: StepId): StepId | null {
    const chosen = this.#targets.get(pick)?.get(id);
    if (chosen !== undefined) return chosen;
    if (this.isShared(pick, id) && (this.#start.has(id) || this.#chosen.has(id))) return id;
    const step = this.look(pick.graph).step(id);
    return step && !pick.derived ? (this.#contents.get(contentOf(step)) ?? null) : null;
  }

  /** Whether a step of a pick's plan is one of the base. */
  isShared(pick: StepPick, id: StepId): boolean {
    return pick.derived && this.#base.has(id);
  }

  /** The dependencies of a pick's plan by `dependencyKey`, between steps as they are called in the result. */
  lines(pick: StepPick): ReadonlySet<string> {
    const name = (id: StepId) => this.targetOf(pick, id) ?? id;
    const lines =
      this.#lines.get(pick) ??
      new Set(
        pick.graph.dependencies.map(({ from, to }) => dependencyKey({ from: name(from), to: name(to) })),
      );
    this.#lines.set(pick, lines);
    return lines;
  }

  /** An id that no step has, for what is read no more. */
  leftOut(): StepId {
    return this.#ownId(`left-out-${++this.#left}`);
  }

  #standing(pick: StepPick, step: Step): StepId | null {
    if (this.isShared(pick, step.id)) return step.id;
    return this.#contents.get(contentOf(step)) ?? null;
  }

  #ownId(id: StepId): StepId {
    let own = id;
    for (let count = 2; this.#taken.has(own); count++) own = `${id.slice(0, 58)}-${count}`;
    this.#taken.add(own);
    return own;
  }
}

/** Steps that do the same, whatever they are called inside. */
function contentOf({ title, tool, args }: Step): string {
  return canonicalJson({ title: title.trim().toLowerCase(), tool, args: args as Json });
}
