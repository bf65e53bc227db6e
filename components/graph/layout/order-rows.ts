import { roomBetween, type Item } from "./layered-items.ts";
import type { Sizes } from "./layout-sizes.ts";

/** Sweeps over all rows, up and down in turn. The best order is nearly always found in the first few. */
const SWEEPS = 8;
/** Items up to which neighbours are also tried the other way round, pair by pair. */
const SWAPPED_UP_TO = 4000;

/**
 * Orders the items of each row so that few lines cross: each goes where the middle of its neighbours in the next row is, and the best
 * of some sweeps is kept. Where it makes no difference, cards stay in the order they came in, which is the plan's.
 */
export function orderRows(rows: Item[][], sizes: Sizes): void {
  const items = rows.reduce((count, row) => count + row.length, 0);
  for (const row of rows) lineUp(row, sizes);
  let best = rows.map((row) => [...row]);
  let fewest = crossings(rows);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep += 1) {
    const [order, side] = sweep % 2 === 0 ? [rows, "before" as const] : [rows.toReversed(), "after" as const];
    for (const row of order) sortRow(row, side, sizes);
    if (items <= SWAPPED_UP_TO) for (const row of rows) swapNeighbours(row, sizes);
    const left = crossings(rows);
    if (left >= fewest) continue;
    fewest = left;
    best = rows.map((row) => [...row]);
  }
  for (const [index, row] of best.entries()) {
    rows[index] = row;
    lineUp(row, sizes);
  }
}

/** Numbers a row's items and sets them side by side about 0. */
export function lineUp(row: readonly Item[], sizes: Sizes): void {
  let at = 0;
  for (const [place, item] of row.entries()) {
    const left = row[place - 1];
    at += left ? roomBetween(left, item, sizes) : 0;
    item.place = place;
    item.at = at;
  }
  for (const item of row) item.at -= at / 2;
}

function sortRow(row: Item[], side: "before" | "after", sizes: Sizes): void {
  const wish = new Map<Item, number>();
  for (const item of row) {
    const neighbours = item[side];
    // What has no neighbours there stays where it is among the others.
    const sum = neighbours.reduce((total, { at }) => total + at, 0);
    wish.set(item, neighbours.length === 0 ? item.at : sum / neighbours.length);
  }
  row.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
  lineUp(row, sizes);
}

function swapNeighbours(row: Item[], sizes: Sizes): void {
  let swapped = false;
  for (let place = 1; place < row.length; place += 1) {
    const [left, right] = [row[place - 1], row[place]];
    if (!left || !right) continue;
    const now = pairCrossings(left.before, right.before) + pairCrossings(left.after, right.after);
    if (now === 0) continue;
    const then = pairCrossings(right.before, left.before) + pairCrossings(right.after, left.after);
    if (then >= now) continue;
    row[place - 1] = right;
    row[place] = left;
    swapped = true;
  }
  if (swapped) lineUp(row, sizes);
}

/** Crossings among the lines of two neighbours, the first of which stands left. */
function pairCrossings(left: readonly Item[], right: readonly Item[]): number {
  let count = 0;
  for (const a of left) for (const b of right) if (a.place > b.place) count += 1;
  return count;
}

function crossings(rows: readonly Item[][]): number {
  return rows.reduce((count, row, index) => count + crossingsBelow(row, rows[index + 1]?.length ?? 0), 0);
}

/** Crossings of the lines between a row and the next, counted with a tree of sums (Barth, Jünger, Mutzel 2002). */
function crossingsBelow(row: readonly Item[], width: number): number {
  const sums = new Uint32Array(width + 1);
  let seen = 0;
  let count = 0;
  for (const item of row) {
    const places = item.after.map(({ place }) => place);
    for (const place of places) {
      let upTo = 0;
      for (let i = place + 1; i > 0; i -= i & -i) upTo += sums[i] ?? 0;
      count += seen - upTo;
    }
    for (const place of places) {
      for (let i = place + 1; i <= width; i += i & -i) sums[i] = (sums[i] ?? 0) + 1;
    }
    seen += places.length;
  }
  return count;
}
