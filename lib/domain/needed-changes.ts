import type { ChatChange } from "./chat.ts";

/** How long a message to the planner may be. */
export const MOST_MESSAGE_CHARACTERS = 2_000;

/** The chosen changes with all that they need, each once, in order. Places that do not exist are left out. */
export function withNeeded(changes: readonly ChatChange[], chosen: Iterable<number>): number[] {
  const all = new Set<number>();
  const open = [...chosen];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const change = changes[at];
    if (change === undefined || all.has(at)) continue;
    all.add(at);
    open.push(...change.needs);
  }
  return [...all].toSorted((a, b) => a - b);
}

/** The chosen changes without one of them, and without those that need it. */
export function withoutNeeding(
  changes: readonly ChatChange[],
  chosen: readonly number[],
  left: number,
): number[] {
  return chosen.filter((at) => !withNeeded(changes, [at]).includes(left));
}
