import type { GraphShape } from "#lib/domain/graph.ts";
import type { PlanDirection } from "../plan-direction.ts";
import { arrangeFolded } from "./arrange-folded.ts";
import { foldLevels } from "./fold-levels.ts";
import { layeredItems } from "./layered-items.ts";
import { orderRows } from "./order-rows.ts";
import { placeRows, straighten } from "./place-rows.ts";
import { middleOf, rowPlaces } from "./row-places.ts";
import { sizesFor } from "./layout-sizes.ts";
import { toLayout, type Layout, type Placed, type Route } from "./layout-value.ts";

/** Lays a graph out afresh, in rows that follow each other in the reading direction. */
export function arrange(shape: GraphShape, direction: PlanDirection): Layout {
  const sizes = sizesFor(direction);
  const { rows, cards, passages } = layeredItems(shape);
  orderRows(rows, sizes);
  const levels = rows.map((row) => row.flatMap(({ id }) => id ?? []));
  const folds = foldLevels(shape, levels, direction);
  if (folds.some((count) => count > 1)) return arrangeFolded(shape, { levels, folds, direction });
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
  return toLayout({ shape, placed, routes, rows: along.map((at) => [at]), direction });
}
