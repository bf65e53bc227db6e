import type { Point } from "./canvas-props.ts";

/** Places of hand-moved steps, by step id. */
export type Places = Readonly<Record<string, Point>>;

const NOTHING: Places = {};
const places = new Map<string, Places>();
const listeners = new Set<() => void>();

function storageName(key: string): string {
  return `planwright.positions.${key}`;
}

/** The hand-moved steps of a canvas, read from this browser's storage the first time. The same object until one moves. */
export function handMoved(key: string): Places {
  const known = places.get(key);
  if (known) return known;
  const read = readStored(key);
  places.set(key, read);
  return read;
}

/** What a server renders with: nothing has been moved. */
export function nothingMoved(): Places {
  return NOTHING;
}

/** Keeps a step where a person put it. */
export function placeSteps(key: string, moved: Places): void {
  write(key, { ...handMoved(key), ...moved });
}

/** Forgets every hand-moved place, so that the layout decides again. */
export function tidySteps(key: string): void {
  write(key, NOTHING);
}

export function watchPositions(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function readStored(key: string): Places {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageName(key)) ?? "{}");
    if (typeof kept !== "object" || kept === null) return NOTHING;
    return Object.fromEntries(Object.entries(kept).filter(isPlaced));
  } catch {
    // Storage is off, or holds something else: positions then last as long as the page.
    return NOTHING;
  }
}

function isPlaced(entry: [string, unknown]): entry is [string, Point] {
  const [, place] = entry;
  if (typeof place !== "object" || place === null || !("x" in place) || !("y" in place)) return false;
  return typeof place.x === "number" && typeof place.y === "number";
}

function write(key: string, next: Places): void {
  places.set(key, next);
  try {
    if (next === NOTHING) localStorage.removeItem(storageName(key));
    else localStorage.setItem(storageName(key), JSON.stringify(next));
  } catch {
    // A full or forbidden storage must not stop a drag.
  }
  for (const listener of listeners) listener();
}
