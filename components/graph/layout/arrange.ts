import type { GraphShape } from "#lib/domain/graph.ts";
import type { PlanDirection } from "../plan-direction.ts";
import { layeredItems, type Item } from "./layered-items.ts";
import { orderRows } from "./order-rows.ts";
import { placeRows, straighten } from "./place-rows.ts";
import { sizesFor, type Sizes } from "./layout-sizes.ts";
import { toLayout, type Layout, type Placed, type Route } from "./layout-value.ts";

/** Sideways distance that a line may bridge between two rows without more room to bend in, and how much of the rest is added. */
const SLANT = { free: 600, share: 0.08, most: 200 } as const;

/** Lays a graph out afresh, in rows that follow each other in the reading direction. */
export function arrange(shape: GraphShape, direction: PlanDirection): Layout {
  const sizes = sizesFor(direction);
  const { rows, cards, passages } = layeredItems(shape);
  orderRows(rows, sizes);
  placeRows(rows, sizes);
  straighten(rows, passages, sizes);
  const along = rowPlaces(rows, sizes);
  const middle = middleOf(cards.values());
  const placed: Placed = new Map();
  for (const [id, item] of cards) {
    placed.set(id, { across: item.at - sizes.across / 2 - middle, along: along[item.row] ?? 0 });
  }
  const routes = new Map<string, Route>();
  for (const [id, passed] of passages) {
    routes.set(
      id,
      passed.map((item) => ({ across: item.at - middle, along: along[item.row] ?? 0 })),
    );
  }
  return toLayout({ placed, routes, rows: along, direction });
}

/** Where each row begins. Rows with lines that lead far aside between them stand further apart. */
function rowPlaces(rows: readonly Item[][], { along, rowGap }: Sizes): number[] {
  const places: number[] = [];
  let at = 0;
  for (const row of rows) {
    places.push(at);
    let furthest = 0;
    for (const item of row)
      for (const next of item.after) furthest = Math.max(furthest, Math.abs(next.at - item.at));
    at += along + rowGap + Math.min(SLANT.most, Math.max(0, furthest - SLANT.free) * SLANT.share);
  }
  return places;
}

/** The middle of all cards, which becomes 0, so that a plan is centred about it. */
function middleOf(cards: Iterable<Item>): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { at } of cards) {
    least = Math.min(least, at);
    most = Math.max(most, at);
  }
  return least > most ? 0 : (least + most) / 2;
}
