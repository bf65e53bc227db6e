import { applyPatch } from "#lib/domain/apply-patch.ts";
import type { Equipment } from "#lib/domain/equipment.ts";
import type { EstimateBasis } from "#lib/domain/estimate-basis.ts";
import { NOTHING_KNOWN } from "#lib/domain/known-uses.ts";
import { estimatePlan, estimateSteps } from "#lib/domain/estimate-plan.ts";
import type { StepEstimate } from "#lib/domain/estimate-step.ts";
import { expressionSteps } from "#lib/domain/expressions.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import { adjacency } from "#lib/domain/graph.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Step, StepChanges } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { withoutReferences } from "#lib/domain/without-references.ts";
import { newErrors } from "../new-errors.ts";

/** What a plan is varied with: the tools there are, what the workspace has, and what is known of earlier uses. */
export type VariationMeans = {
  tools: readonly ToolSpec[];
  equipment: Equipment;
  analysis: GoalAnalysis | null;
  basis?: EstimateBasis | undefined;
};

/** One change of a variation: all its operations or none. */
export type Change = { step: Step; operations: PatchOperation[] };

/** A change is tried by checking the whole plan: so many changes are tried one by one, fewer in a plan of thousands of steps. */
const MOST_TRIES = 60;
const MOST_STEPS_CHECKED = 20_000;

/** A plan on its way to becoming another one that can be carried out too: a change that would break it is not made. */
export class Variation {
  graph: PlanGraph;
  /** What was changed and why, each in a sentence. */
  readonly remarks: string[] = [];
  readonly means: VariationMeans;
  readonly #tools: ReadonlyMap<string, ToolSpec>;

  constructor(graph: PlanGraph, means: VariationMeans) {
    this.graph = graph;
    this.means = means;
    this.#tools = new Map(means.tools.map((tool) => [tool.name, tool]));
  }

  /** How many changes can bearably be tried one by one. */
  get tries(): number {
    return Math.min(MOST_TRIES, Math.ceil(MOST_STEPS_CHECKED / this.graph.steps.length));
  }

  tool({ tool }: Pick<Step, "tool">): ToolSpec | undefined {
    return this.#tools.get(tool);
  }

  /** Whether carrying a step out asks a model, as far as its own work goes. */
  asksModel(step: Step): boolean {
    return this.means.equipment.executor && this.tool(step)?.asks !== undefined;
  }

  estimates(): Map<StepId, StepEstimate> {
    return estimateSteps(this.graph, this.means.tools, this.means.basis ?? NOTHING_KNOWN);
  }

  /** What the plan takes in half of all cases, in seconds. */
  seconds(graph: PlanGraph = this.graph): number {
    return estimatePlan(graph, this.means.tools, this.means.basis).seconds.p50;
  }

  /** Steps that nothing comes after: what the plan is for. */
  ends(): Set<StepId> {
    const { after } = adjacency(this.graph);
    return new Set(this.graph.steps.flatMap(({ id }) => ((after.get(id) ?? []).length === 0 ? [id] : [])));
  }

  /**
   * Makes those changes that break nothing.
   * @returns the ones that were made
   */
  make(changes: readonly Change[]): Change[] {
    if (changes.length === 0) return [];
    const all = this.#tried(changes.flatMap(({ operations }) => operations));
    if (all) {
      this.graph = all;
      return [...changes];
    }
    return changes.slice(0, this.tries).filter(({ operations }) => {
      const one = this.#tried(operations);
      if (one) this.graph = one;
      return one !== null;
    });
  }

  /** Changes the named fields of every step for which there is something to change. */
  update(of: (step: Step) => StepChanges | null): Change[] {
    return this.make(
      this.graph.steps.flatMap((step): Change[] => {
        const changes = of(step);
        if (!changes || Object.keys(changes).length === 0) return [];
        return [{ step, operations: [{ op: "update", stepId: step.id, changes }] }];
      }),
    );
  }

  /**
   * The operations that take a step out, and with it the optional and conditional steps that ask about it or work through its list. What
   * else reads it reads it no more.
   * @returns null when a needed step could not do without it
   */
  removal(id: StepId): PatchOperation[] | null {
    const gone = new Set([id]);
    for (const each of gone) {
      for (const step of this.graph.steps) {
        const asks = step.when !== null && expressionSteps(step.when).includes(each);
        if (gone.has(step.id) || !(asks || step.each?.ref === each)) continue;
        if (!step.optional && step.when === null) return null;
        gone.add(step.id);
      }
    }
    const ends = this.ends();
    if ([...gone].some((one) => ends.has(one))) return null;
    return [
      ...withoutReferences(this.graph, [...gone], this.means.tools),
      ...Array.from(gone, (stepId): PatchOperation => ({ op: "remove", stepId, bridge: true })),
    ];
  }

  #tried(operations: readonly PatchOperation[]): PlanGraph | null {
    const outcome = applyPatch(this.graph, operations);
    if (!outcome.ok || outcome.graph.steps.length === 0) return null;
    const { tools, analysis, equipment } = this.means;
    return newErrors(this.graph, outcome.graph, tools, analysis, equipment).length === 0
      ? outcome.graph
      : null;
  }
}

/** Titles of steps as a part of a sentence: “A”, “B” and 2 more. */
export function named(steps: readonly Pick<Step, "title">[]): string {
  const titles = steps.slice(0, 3).map(({ title }) => `“${title}”`);
  const more = steps.length - titles.length;
  if (more > 0) return `${titles.join(", ")} and ${more} more`;
  return titles.length < 2 ? titles.join("") : `${titles.slice(0, -1).join(", ")} and ${titles.at(-1)}`;
}
