import type { Point } from "../canvas-props.ts";
import type { PlanDirection } from "../plan-direction.ts";
import { sizesFor } from "./layout-sizes.ts";
import type { Layout } from "./layout-value.ts";

/** What names in the browser's storage begin with. */
const PREFIX = "planwright.layout.";

/**
 * How many layouts are kept, how long one may be, and all of them, in characters: the browser gives a site about five million, and
 * edits that are not saved yet need theirs.
 */
const MOST = { layouts: 40, one: 400_000, all: 1_200_000 } as const;

/** Where layouts are kept: localStorage. */
export type LayoutStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** A layout as it is written: points as pairs, with the sizes that it was made for. */
type Written = {
  of: string;
  sizes: string;
  direction: PlanDirection;
  rows: number[][];
  points: Record<string, [number, number]>;
  routes: Record<string, [number, number][]>;
};

/**
 * Keeps where a canvas's cards stand for the next time it is opened. The lines' routes are left out where they would be too long, for
 * they can be found again. When there are too many, those that were kept the longest ago go.
 * @param now in milliseconds
 */
export function keepLayout(storage: LayoutStorage | null, key: string, layout: Layout, now: number): void {
  if (storage === null) return;
  const text = [layout, { ...layout, routes: {}, of: "" }]
    .map(write)
    .find(({ length }) => length <= MOST.one);
  try {
    storage.removeItem(PREFIX + key);
    if (text === undefined) return;
    makeRoom(storage, text.length);
    storage.setItem(PREFIX + key, `${now} ${text}`);
  } catch {
    // A full or forbidden storage: the plan is laid out afresh then.
  }
}

/** The layout that was kept for a canvas; null where there is none, or what is there is none that this version made. */
export function keptLayout(storage: LayoutStorage | null, key: string): Layout | null {
  try {
    const kept = storage?.getItem(PREFIX + key);
    return typeof kept !== "string" ? null : read(JSON.parse(kept.slice(kept.indexOf(" ") + 1)));
  } catch {
    return null;
  }
}

/** Lets the next opening lay the plan out afresh. */
export function dropLayout(storage: LayoutStorage | null, key: string): void {
  storage?.removeItem(PREFIX + key);
}

function makeRoom(storage: LayoutStorage, needed: number): void {
  const names = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  const kept = names
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => {
      const text = storage.getItem(name) ?? "";
      return { name, length: text.length, at: Number.parseInt(text, 10) || 0 };
    })
    .toSorted((a, b) => b.at - a.at);
  let [count, length] = [1, needed];
  for (const one of kept) {
    count += 1;
    length += one.length;
    if (count > MOST.layouts || length > MOST.all) storage.removeItem(one.name);
  }
}

function sizesName(direction: PlanDirection): string {
  return Object.values(sizesFor(direction)).join(" ");
}

function write({ points, routes, rows, direction, of }: Layout): string {
  const pair = ({ x, y }: Point): [number, number] => [x, y];
  const written: Written = {
    of,
    sizes: sizesName(direction),
    direction,
    rows,
    points: Object.fromEntries(Object.entries(points).map(([id, point]) => [id, pair(point)])),
    routes: Object.fromEntries(Object.entries(routes).map(([id, bends]) => [id, bends.map(pair)])),
  };
  return JSON.stringify(written);
}

/** What was kept, unless it is something else: storage can be written to by whoever uses the browser, and by other versions. */
function read(kept: unknown): Layout | null {
  if (!isRecord(kept)) return null;
  const { direction, sizes, rows, points, routes, of } = kept;
  if (typeof of !== "string") return null;
  if ((direction !== "down" && direction !== "right") || sizes !== sizesName(direction)) return null;
  if (!isArrayOf(rows, isRow) || !follow(rows.flat(), sizesFor(direction).along)) return null;
  if (!isRecordOf(points, isPair) || !isRecordOf(routes, isPairs)) return null;
  const point = ([x, y]: readonly [number, number]): Point => ({ x, y });
  return {
    of,
    direction,
    rows,
    points: Object.fromEntries(Object.entries(points).map(([id, pair]) => [id, point(pair)])),
    routes: Object.fromEntries(Object.entries(routes).map(([id, pairs]) => [id, pairs.map(point)])),
  };
}

/** Whether rows have room for a card each. */
function follow(rows: readonly number[], along: number): boolean {
  return rows.every((at, index) => index === 0 || at - (rows[index - 1] ?? 0) >= along);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRecordOf<T>(value: unknown, is: (item: unknown) => item is T): value is Record<string, T> {
  return isRecord(value) && Object.values(value).every(is);
}

function isArrayOf<T>(value: unknown, is: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(is);
}

function isPair(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isSafeInteger);
}

function isPairs(value: unknown): value is [number, number][] {
  return isArrayOf(value, isPair);
}

function isRow(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every(Number.isSafeInteger);
}
