import type { GraphShape } from "#lib/domain/graph.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanDirection } from "../plan-direction.ts";
import { cutRows } from "./fold-levels.ts";
import { join, type Item } from "./layered-items.ts";
import { sizesFor } from "./layout-sizes.ts";
import { toLayout, type Layout, type Placed } from "./layout-value.ts";
import { lineUp } from "./order-rows.ts";
import { placeRows } from "./place-rows.ts";
import { middleOf, rowPlaces } from "./row-places.ts";
import { routeLines } from "./route-lines.ts";

/**
 * Lays a graph out of which some levels take several rows. Cards go towards their neighbours as elsewhere; lines get no places of their
 * own among them, which hundreds that pass one row would push far apart, but are led between the cards afterwards.
 * @param levels the steps of each level, in the order in which they stand
 * @param folds how many rows each of them takes
 */
export function arrangeFolded(
  shape: GraphShape,
  {
    levels,
    folds,
    direction,
  }: { levels: readonly (readonly StepId[])[]; folds: readonly number[]; direction: PlanDirection },
): Layout {
  const sizes = sizesFor(direction);
  const rows: Item[][] = [];
  const cards = new Map<StepId, Item>();
  /** Rows that are followed by another of their level. */
  const within = new Set<number>();
  for (const [level, ids] of levels.entries()) {
    const cut = cutRows(ids, folds[level] ?? 1);
    for (const [index, part] of cut.entries()) {
      const row = rows.length;
      const items = part.map((id, place): Item => ({ id, row, place, at: 0, before: [], after: [] }));
      for (const item of items) if (item.id !== null) cards.set(item.id, item);
      if (index < cut.length - 1) within.add(row);
      lineUp(items, sizes);
      rows.push(items);
    }
  }
  for (const dependency of shape.dependencies) {
    const [from, to] = [cards.get(dependency.from), cards.get(dependency.to)];
    if (from && to && from.row < to.row) join(from, to);
  }
  placeRows(rows, sizes);
  const along = rowPlaces(rows, sizes, within);
  const middle = middleOf(cards.values());
  const placed: Placed = new Map();
  for (const [id, { at, row }] of cards) {
    placed.set(id, { across: at - sizes.across / 2 - middle, along: along[row] ?? 0 });
  }
  const rowOf = new Map(Array.from(cards, ([id, { row }]) => [id, row]));
  const routes = routeLines(shape.dependencies, { rowOf, placed, rows: along, sizes });
  let next = 0;
  const starts = folds.map((count) => along.slice(next, (next += count)));
  return toLayout({ shape, placed, routes, rows: starts, direction });
}
