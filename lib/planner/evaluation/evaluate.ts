import type { GoldGoal } from "./gold-goal.ts";
import type { Planned } from "./planner-under-test.ts";
import { scoreGraph } from "./score-graph.ts";
import type { GraphScore } from "./score-graph.ts";

/** How a plan fared with its goal; null where the goal's line names no steps or no playbook. */
export type Outcome = {
  id: string;
  valid: boolean;
  graph: GraphScore | null;
  /** The place of the expected playbook among the planner's matches, from 1; 0 when it is not among them. */
  playbook: { expected: string; rank: number } | null;
  seconds: number;
  tokens: number | null;
  costMicros: number | null;
};

/** Every figure an evaluation ends with, in the order in which it is told. `cost` is in dollars. */
export const METRICS = [
  "valid_share",
  "playbook_hit_1",
  "playbook_hit_3",
  "node_f1",
  "edge_f1",
  "exact_graph_share",
  "seconds_p50",
  "tokens",
  "cost",
] as const;

/** The figures by name; null where no goal speaks of it, or the planner could not say. */
export type Metrics = Record<(typeof METRICS)[number], number | null>;

/** Judges one plan. `planned` null means that the planner failed: that is no valid plan, no step and no edge. */
export function judge(gold: GoldGoal, planned: Planned | null): Outcome {
  const steps = planned?.graph.steps ?? [];
  const places = new Map(steps.map((step, index) => [step.id, index]));
  const edges = (planned?.graph.dependencies ?? []).map(
    ({ from, to }) => [places.get(from) ?? -1, places.get(to) ?? -1] as const,
  );
  const titles = steps.map((step) => step.title);
  const wanted = gold.playbook?.toLowerCase();
  const rank = (planned?.matches ?? []).findIndex((match) =>
    [match.playbookId, match.title].some((name) => name.toLowerCase() === wanted),
  );
  return {
    id: gold.id,
    valid: planned?.valid ?? false,
    graph:
      gold.nodes === undefined
        ? null
        : scoreGraph({ nodes: gold.nodes, edges: gold.edges ?? [] }, { titles, edges }),
    playbook: gold.playbook === undefined ? null : { expected: gold.playbook, rank: rank + 1 },
    seconds: planned?.seconds ?? 0,
    tokens: planned === null ? null : planned.tokens,
    costMicros: planned === null ? null : planned.costMicros,
  };
}

/** Sums outcomes up: means over the goals that speak of a thing, the median of seconds, totals of tokens and cost. */
export function metricsOf(outcomes: readonly Outcome[]): Metrics {
  const graphs = outcomes.flatMap(({ graph }) => graph ?? []);
  const ranks = outcomes.flatMap(({ playbook }) => playbook?.rank ?? []);
  const cost = total(outcomes.map((one) => one.costMicros));
  return {
    valid_share: mean(outcomes.map(({ valid }) => Number(valid))),
    playbook_hit_1: mean(ranks.map((rank) => Number(rank === 1))),
    playbook_hit_3: mean(ranks.map((rank) => Number(rank >= 1 && rank <= 3))),
    node_f1: mean(graphs.map((graph) => graph.nodeF1)),
    edge_f1: mean(graphs.map((graph) => graph.edgeF1)),
    exact_graph_share: mean(graphs.map(({ exact }) => Number(exact))),
    seconds_p50: median(outcomes.map(({ seconds }) => seconds)),
    tokens: total(outcomes.map((one) => one.tokens)),
    cost: cost === null ? null : cost / 1_000_000,
  };
}

/** What the second planner has more than the first of each figure; null where one of them is. */
export function differenceOf(first: Metrics, second: Metrics): Metrics {
  const pairs = METRICS.map((name) => {
    const [a, b] = [first[name], second[name]];
    return [name, a === null || b === null ? null : b - a] as const;
  });
  return Object.fromEntries(pairs) as Metrics;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

function total(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}
