import type { ExpectedSource, StepHistory } from "./expected.ts";
import { adjacency, topologicalOrder } from "./graph.ts";
import type { PlanGraph } from "./plan.ts";
import type { StepId } from "./ids.ts";
import type { Step } from "./step.ts";
import type { ToolSpec } from "./tool.ts";

/**
 * What a plan will take: seconds along its longest chain, and millionths of a dollar, null when a price is unknown.
 * `sources`: from where the seconds of how many steps come.
 */
export type PlanEstimate = {
  seconds: number;
  costMicros: number | null;
  sources: Partial<Record<ExpectedSource, number>>;
};

/**
 * Estimates a plan by how long its steps took before, are expected to take, or their tools typically take, and by its tools'
 * prices, each step's own tool used once. Steps run as soon as their dependencies are done, so the time is that of the critical path.
 * @param history how long steps took, by step id; a step that uses another tool now has none
 */
export function estimatePlan(
  graph: PlanGraph,
  tools: readonly ToolSpec[],
  history: Readonly<Record<StepId, StepHistory>> = {},
): PlanEstimate {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const byStep = new Map(graph.steps.map((step) => [step.id, step]));
  const { before } = adjacency(graph);
  const finish = new Map<StepId, number>();
  const sources: PlanEstimate["sources"] = {};
  let seconds = 0;
  let costMicros: number | null = 0;
  for (const id of topologicalOrder(graph)) {
    const step = byStep.get(id);
    const tool = step && byName.get(step.tool);
    const took = step ? durationOf(step, tool, history[id]) : { seconds: 0, source: "tool" as const };
    let start = 0;
    for (const source of before.get(id) ?? []) start = Math.max(start, finish.get(source) ?? 0);
    finish.set(id, start + took.seconds);
    sources[took.source] = (sources[took.source] ?? 0) + 1;
    seconds = Math.max(seconds, finish.get(id) ?? 0);
    const price = tool?.costMicros ?? null;
    costMicros = costMicros === null || price === null ? null : costMicros + price;
  }
  return { seconds, costMicros, sources };
}

function durationOf(
  step: Step,
  tool: ToolSpec | undefined,
  known: StepHistory | undefined,
): { seconds: number; source: ExpectedSource } {
  const history = known?.tool === step.tool ? known : undefined;
  if (history?.source === "runs") return history;
  if (step.expectedSeconds !== null) return { seconds: step.expectedSeconds, source: "author" };
  return history ?? { seconds: tool?.typicalSeconds ?? 0, source: "tool" };
}
