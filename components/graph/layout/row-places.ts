import type { Item } from "./layered-items.ts";
import type { Sizes } from "./layout-sizes.ts";

/** Sideways distance that a line may bridge between two rows without more room to bend in, and how much of the rest is added. */
const SLANT = { free: 600, share: 0.08, most: 200 } as const;

/**
 * Where each row begins. Rows with lines that lead far aside between them stand further apart.
 * @param within rows that the next one belongs to as well: they are parts of one level
 */
export function rowPlaces(
  rows: readonly Item[][],
  { along, rowGap }: Sizes,
  within: ReadonlySet<number> = new Set(),
): number[] {
  const places: number[] = [];
  let at = 0;
  for (const [index, row] of rows.entries()) {
    places.push(at);
    let furthest = 0;
    for (const item of within.has(index) ? [] : row)
      for (const next of item.after) furthest = Math.max(furthest, Math.abs(next.at - item.at));
    at += along + rowGap + Math.min(SLANT.most, Math.max(0, furthest - SLANT.free) * SLANT.share);
  }
  return places;
}

/** The middle of all cards, which becomes 0, so that a plan is centred about it. */
export function middleOf(cards: Iterable<Item>): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { at } of cards) {
    least = Math.min(least, at);
    most = Math.max(most, at);
  }
  return least > most ? 0 : (least + most) / 2;
}
