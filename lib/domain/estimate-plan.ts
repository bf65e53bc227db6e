import { adjacency, topologicalOrder } from "./graph.ts";
import type { PlanGraph } from "./plan.ts";
import type { StepId } from "./ids.ts";
import type { ToolSpec } from "./tool.ts";

/** What a plan will take: seconds along its longest chain, and millionths of a dollar, null when a price is unknown. */
export type PlanEstimate = { seconds: number; costMicros: number | null };

/**
 * Estimates a plan by its tools' typical durations and prices, each step's own tool used once.
 * Steps run as soon as their dependencies are done, so the time is that of the critical path.
 */
export function estimatePlan(graph: PlanGraph, tools: readonly ToolSpec[]): PlanEstimate {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const byStep = new Map(graph.steps.map((step) => [step.id, byName.get(step.tool)]));
  const { before } = adjacency(graph);
  const finish = new Map<StepId, number>();
  let seconds = 0;
  let costMicros: number | null = 0;
  for (const id of topologicalOrder(graph)) {
    const tool = byStep.get(id);
    let start = 0;
    for (const source of before.get(id) ?? []) start = Math.max(start, finish.get(source) ?? 0);
    finish.set(id, start + (tool?.typicalSeconds ?? 0));
    seconds = Math.max(seconds, finish.get(id) ?? 0);
    const price = tool?.costMicros ?? null;
    costMicros = costMicros === null || price === null ? null : costMicros + price;
  }
  return { seconds, costMicros };
}
