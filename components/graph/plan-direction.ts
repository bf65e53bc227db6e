import { useSyncExternalStore } from "react";

/** Which way a plan is read on the canvas: top to bottom, or left to right. */
export type PlanDirection = "down" | "right";

const STORED = "planwright.direction";
const listeners = new Set<() => void>();
let chosen: PlanDirection | null = null;

/** What the reader chose for all plans in this browser; top to bottom until they do. */
export function planDirection(): PlanDirection {
  chosen ??= stored();
  return chosen;
}

/** Keeps the reader's choice and turns every canvas. */
export function chooseDirection(direction: PlanDirection): void {
  chosen = direction;
  try {
    localStorage.setItem(STORED, direction);
  } catch {
    // Storage is off: the choice then lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

export function usePlanDirection(): PlanDirection {
  return useSyncExternalStore(watch, planDirection, () => "down");
}

/** Where places of a plan are kept that is read this way: a place for the one reading means nothing in the other. */
export function placesKey(positionsKey: string, direction: PlanDirection): string {
  return direction === "down" ? positionsKey : `${positionsKey}:right`;
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function stored(): PlanDirection {
  try {
    return localStorage.getItem(STORED) === "right" ? "right" : "down";
  } catch {
    return "down";
  }
}
