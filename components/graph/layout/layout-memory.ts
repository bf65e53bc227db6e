import type { Layout } from "./layout-value.ts";

/** The last layout of each canvas since the page was loaded, by where its hand-moved places are kept. */
const memory = new Map<string, Layout>();

/** Where the layout last put a canvas's cards, or null when it was not laid out, or is to be laid out afresh. */
export function lastLayout(key: string): Layout | null {
  return memory.get(key) ?? null;
}

/** Steps that left the plan are remembered with the rest, so that an undo brings them back to where they were. */
export function rememberLayout(key: string, layout: Layout): void {
  const last = memory.get(key);
  const before = last?.direction === layout.direction ? last.points : {};
  memory.set(key, { ...layout, points: { ...before, ...layout.points } });
}

export function forgetLayout(key: string): void {
  memory.delete(key);
}
