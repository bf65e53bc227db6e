import type { EstimateBasis } from "./estimate-basis.ts";
import { NOTHING_KNOWN } from "./known-uses.ts";
import type { Range } from "./estimate-range.ts";
import { amounts, normalQuantile } from "./range-sums.ts";
import { EstimateKnowledge, estimateStep, type EstimateSource, type StepEstimate } from "./estimate-step.ts";
import { topologicalOrder } from "./graph.ts";
import type { StepId } from "./ids.ts";
import type { PlanGraph } from "./plan.ts";
import type { ToolSpec } from "./tool.ts";

/**
 * What a plan will take.
 * - `seconds`: along its critical path, for steps run as soon as those they depend on are done, however many that are at once.
 * - `costMicros`: of all steps, as far as prices are known; `costUnknown`: how many steps have a part whose price is not.
 * - `timeSources`, `costSources`: how many steps' amounts come from where.
 * - `assumedItems`: how many maps have an assumed number of items.
 */
export type PlanEstimate = {
  seconds: Range;
  costMicros: Range;
  costUnknown: number;
  timeSources: Partial<Record<EstimateSource, number>>;
  costSources: Partial<Record<EstimateSource, number>>;
  assumedItems: number;
};

/** How often a plan is played through. */
const DRAWS = 200;
/** Where the draws of each step lie, in standard deviations: the middles of 200 equal shares, so that none is a matter of luck. */
const PLACES = Float64Array.from({ length: DRAWS }, (_, place) => normalQuantile((place + 0.5) / DRAWS));

/** Estimates every step of a plan by what is known of it. */
export function estimateSteps(
  graph: PlanGraph,
  tools: readonly ToolSpec[],
  basis: EstimateBasis,
): Map<StepId, StepEstimate> {
  const known = new EstimateKnowledge(graph, tools, basis);
  return new Map(graph.steps.map((step) => [step.id, estimateStep(step, known)]));
}

/**
 * Estimates a plan: plays it through with times and costs of its steps drawn from their ranges, and reads the percentiles off. The
 * same plan gives the same numbers, for each step's draws come from its id. Optional and conditional steps count as run.
 */
export function estimatePlan(
  graph: PlanGraph,
  tools: readonly ToolSpec[],
  basis: EstimateBasis = NOTHING_KNOWN,
): PlanEstimate {
  const known = new EstimateKnowledge(graph, tools, basis);
  const steps = new Map(graph.steps.map((step) => [step.id, estimateStep(step, known)]));
  const drawn = play(graph, known.before, steps);
  const timeSources: PlanEstimate["timeSources"] = {};
  const costSources: PlanEstimate["costSources"] = {};
  let costUnknown = 0;
  let assumedItems = 0;
  for (const { time, cost, items, ...estimate } of steps.values()) {
    timeSources[time.source] = (timeSources[time.source] ?? 0) + 1;
    costSources[cost.source] = (costSources[cost.source] ?? 0) + 1;
    if (estimate.costUnknown) costUnknown += 1;
    if (items?.assumed) assumedItems += 1;
  }
  return { ...drawn, costUnknown, timeSources, costSources, assumedItems };
}

function play(
  graph: PlanGraph,
  before: ReadonlyMap<StepId, readonly StepId[]>,
  steps: ReadonlyMap<StepId, StepEstimate>,
): Pick<PlanEstimate, "seconds" | "costMicros"> {
  const finish = new Map<StepId, Float64Array>();
  const whole = new Float64Array(DRAWS);
  const cost = new Float64Array(DRAWS);
  const order = new Uint8Array(DRAWS);
  for (const id of topologicalOrder(graph)) {
    const estimate = steps.get(id);
    if (!estimate) continue;
    const ends = new Float64Array(DRAWS);
    for (const source of before.get(id) ?? []) {
      const ended = finish.get(source);
      if (!ended) continue;
      for (let draw = 0; draw < DRAWS; draw++) ends[draw] = Math.max(ends[draw] ?? 0, ended[draw] ?? 0);
    }
    shuffle(order, id);
    addDrawn(ends, estimate.seconds, order);
    // A step that takes longer usually costs more: the same order for both.
    addDrawn(cost, estimate.costMicros, order);
    for (let draw = 0; draw < DRAWS; draw++) whole[draw] = Math.max(whole[draw] ?? 0, ends[draw] ?? 0);
    finish.set(id, ends);
  }
  return { seconds: percentiles(whole), costMicros: percentiles(cost) };
}

/** Adds an amount to each draw, as large as the draw's place in the order says. */
function addDrawn(draws: Float64Array, range: Range, order: Uint8Array): void {
  if (range.p90 <= 0) return;
  const amount = amounts(range);
  for (let draw = 0; draw < DRAWS; draw++) {
    draws[draw] = (draws[draw] ?? 0) + amount(PLACES[order[draw] ?? 0] ?? 0);
  }
}

/** Puts the places in an order that depends on the text alone and looks like chance (xorshift, seeded by FNV-1a). */
function shuffle(order: Uint8Array, text: string): void {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  state = Math.imul(state ^ (state >>> 15), 0x85ebca6b) | 1;
  for (let i = 0; i < DRAWS; i++) order[i] = i;
  for (let i = DRAWS - 1; i > 0; i--) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const other = (state >>> 0) % (i + 1);
    const held = order[i] ?? 0;
    order[i] = order[other] ?? 0;
    order[other] = held;
  }
}

function percentiles(draws: Float64Array): Range {
  const sorted = draws.toSorted();
  return { p50: percentile(sorted, 0.5), p90: percentile(sorted, 0.9) };
}

/** Between the two draws whose places lie on either side of the share. */
function percentile(sorted: Float64Array, share: number): number {
  const at = share * sorted.length - 0.5;
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}
