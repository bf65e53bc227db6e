import { roomBetween, type Item } from "./layered-items.ts";
import type { Sizes } from "./layout-sizes.ts";
import { spread } from "./spread.ts";

/** Passes over all rows; after these nothing moves by more than a few pixels. */
const PASSES = 8;

/** How much a line wants to be straight: most where it passes cards, so that it passes them all at one place. */
const PULL = { cards: 1, end: 2, passing: 8 } as const;

/**
 * Moves the items of ordered rows towards the middle of their neighbours, from above, from below, and at last from both, without
 * changing their order.
 */
export function placeRows(rows: readonly Item[][], sizes: Sizes): void {
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (const row of rows) moveRow(row, ["before"], sizes);
    for (const row of rows.toReversed()) moveRow(row, ["after"], sizes);
  }
  for (const row of rows) moveRow(row, ["before"], sizes);
  for (const row of rows.toReversed()) moveRow(row, ["before", "after"], sizes);
  for (const row of rows) moveRow(row, ["before", "after"], sizes);
}

function moveRow(row: readonly Item[], sides: readonly ("before" | "after")[], sizes: Sizes): void {
  const wishes = row.map((item, index) => {
    let [sum, weight] = [0, 0];
    for (const side of sides) {
      for (const neighbour of item[side]) {
        const pull = pullOf(item, neighbour);
        sum += neighbour.at * pull;
        weight += pull;
      }
    }
    const left = row[index - 1];
    const room = left ? roomBetween(left, item, sizes) : 0;
    // What has no neighbour there stays, unless others need its place.
    return weight === 0 ? { at: item.at, weight: 0.1, room } : { at: sum / weight, weight, room };
  });
  const places = spread(wishes, "mean");
  for (const [index, item] of row.entries()) item.at = places[index] ?? item.at;
}

function pullOf(a: Item, b: Item): number {
  if (a.id !== null && b.id !== null) return PULL.cards;
  return a.id === null && b.id === null ? PULL.passing : PULL.end;
}

/** Makes long lines straight where that moves nothing else: all their passages at one place that is free in every row. */
export function straighten(
  rows: readonly Item[][],
  passages: ReadonlyMap<string, readonly Item[]>,
  sizes: Sizes,
): void {
  for (const passed of passages.values()) {
    let [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    let sum = 0;
    for (const item of passed) {
      const [left, right] = [rows[item.row]?.[item.place - 1], rows[item.row]?.[item.place + 1]];
      if (left) least = Math.max(least, left.at + roomBetween(left, item, sizes));
      if (right) most = Math.min(most, right.at - roomBetween(item, right, sizes));
      sum += item.at;
    }
    if (least > most) continue;
    const at = Math.min(Math.max(sum / passed.length, least), most);
    for (const item of passed) item.at = at;
  }
}
