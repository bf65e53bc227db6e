import { adjacency, topologicalOrder } from "./graph.ts";
import type { StepId } from "./ids.ts";
import type { PlanGraph } from "./plan.ts";

/** Answers whether one step must be done before another, at once, after one look at the whole graph. */
export type AncestorIndex = (ancestor: StepId, id: StepId) => boolean;

/** Every step's ancestors as a row of bits: 2,000 steps take half a megabyte and a few milliseconds. Cycles are cut. */
export function indexAncestors(graph: PlanGraph): AncestorIndex {
  const order = topologicalOrder(graph);
  const place = new Map(order.map((id, i) => [id, i]));
  const { before } = adjacency(graph);
  const width = Math.ceil(order.length / 32);
  const bits = new Uint32Array(width * order.length);
  for (const [i, id] of order.entries()) {
    const row = bits.subarray(i * width, (i + 1) * width);
    for (const source of before.get(id) ?? []) {
      const j = place.get(source) ?? 0;
      bits.subarray(j * width, (j + 1) * width).forEach((word, k) => (row[k] = (row[k] ?? 0) | word));
      row[j >> 5] = (row[j >> 5] ?? 0) | (1 << (j & 31));
    }
  }
  return (ancestor, id) => {
    const j = place.get(ancestor);
    const i = place.get(id);
    if (j === undefined || i === undefined) return false;
    return ((bits[i * width + (j >> 5)] ?? 0) & (1 << (j & 31))) !== 0;
  };
}
