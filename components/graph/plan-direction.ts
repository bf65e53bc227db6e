import { useSyncExternalStore } from "react";
import { keptValue } from "./kept-value.ts";

/** Which way a plan is read on the canvas: top to bottom, or left to right. */
export type PlanDirection = "down" | "right";

const kept = keptValue<PlanDirection>(
  "planwright.direction",
  (text) => (text === "right" ? "right" : "down"),
  "down",
);

/** One choice for all plans. */
const ALL = "";

/** What the reader chose for all plans in this browser; top to bottom until they do. */
export function planDirection(): PlanDirection {
  return kept.get(ALL);
}

/** Keeps the reader's choice and turns every canvas. */
export function chooseDirection(direction: PlanDirection): void {
  kept.set(ALL, direction);
}

export function usePlanDirection(): PlanDirection {
  return useSyncExternalStore(kept.watch, planDirection, () => "down");
}

/** Where places of a plan are kept that is read this way: a place for the one reading means nothing in the other. */
export function placesKey(positionsKey: string, direction: PlanDirection): string {
  return direction === "down" ? positionsKey : `${positionsKey}:right`;
}
