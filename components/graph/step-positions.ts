import type { Point } from "./canvas-props.ts";
import { keptValue } from "./kept-value.ts";

/** Places of hand-moved steps, by step id. */
export type Places = Readonly<Record<string, Point>>;

const NOTHING: Places = {};
const kept = keptValue<Places>("planwright.positions", readPlaces, NOTHING);

/** The hand-moved steps of a canvas. The same object until one moves. */
export const handMoved = kept.get;

export const watchPositions = kept.watch;

/** What a server renders with: nothing has been moved. */
export function nothingMoved(): Places {
  return NOTHING;
}

/** Keeps a step where a person put it. */
export function placeSteps(key: string, moved: Places): void {
  kept.set(key, { ...handMoved(key), ...moved });
}

/** Forgets every hand-moved place, so that the layout decides again. */
export function tidySteps(key: string): void {
  kept.set(key, NOTHING);
}

function readPlaces(text: string): Places {
  const stored: unknown = JSON.parse(text);
  if (typeof stored !== "object" || stored === null) return NOTHING;
  return Object.fromEntries(Object.entries(stored).filter(isPlaced));
}

function isPlaced(entry: [string, unknown]): entry is [string, Point] {
  const [, place] = entry;
  if (typeof place !== "object" || place === null || !("x" in place) || !("y" in place)) return false;
  return typeof place.x === "number" && typeof place.y === "number";
}
