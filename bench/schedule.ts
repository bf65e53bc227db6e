import type { BenchGraph } from "./graphs.ts";

/** Length of the longest remaining path from each step on, itself included. */
function ranks(graph: BenchGraph): Map<string, number> {
  const rank = new Map(graph.steps.map((step) => [step.id, step.ms]));
  const behind = new Map<string, number>();
  for (const step of graph.steps.toReversed()) {
    const own = step.ms + (behind.get(step.id) ?? 0);
    rank.set(step.id, own);
    for (const id of step.before) behind.set(id, Math.max(behind.get(id) ?? 0, own));
  }
  return rank;
}

/** The least time in which the graph can be carried out, however many steps run at once. */
export function criticalPath(graph: BenchGraph): number {
  return Math.max(0, ...ranks(graph).values());
}

/**
 * The time the graph takes on so many slots when a free slot always takes a ready step: the one with the longest remaining path,
 * or the one that became ready first.
 */
export function listSchedule(
  graph: BenchGraph,
  slots: number,
  order: "critical-path-first" | "first-come",
): number {
  const rank = ranks(graph);
  const place = new Map(graph.steps.map((step, i) => [step.id, i]));
  const after = new Map<string, string[]>();
  for (const step of graph.steps) {
    for (const id of step.before) after.set(id, [...(after.get(id) ?? []), step.id]);
  }
  const pending = new Map(graph.steps.map((step) => [step.id, step.before.length]));
  const duration = new Map(graph.steps.map((step) => [step.id, step.ms]));
  let arrivals = 0;
  const ready: { id: string; key: number }[] = [];
  const arrive = (id: string) => {
    ready.push({ id, key: order === "first-come" ? arrivals++ : -(rank.get(id) ?? 0) });
  };
  for (const step of graph.steps) if (step.before.length === 0) arrive(step.id);
  let running: { id: string; end: number }[] = [];
  let now = 0;
  while (ready.length > 0 || running.length > 0) {
    ready.sort((a, b) => a.key - b.key || (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
    const started = ready.splice(0, slots - running.length);
    running.push(...started.map(({ id }) => ({ id, end: now + (duration.get(id) ?? 0) })));
    now = Math.min(...running.map(({ end }) => end));
    const ended = running.filter(({ end }) => end <= now);
    running = running.filter(({ end }) => end > now);
    for (const { id } of ended) {
      for (const next of after.get(id) ?? []) {
        const left = (pending.get(next) ?? 0) - 1;
        pending.set(next, left);
        if (left === 0) arrive(next);
      }
    }
  }
  return now;
}
