import type { StepId } from "#lib/domain/ids.ts";
import type { Dependency } from "#lib/domain/plan.ts";
import { edgeId } from "../edge-id.ts";
import type { Sizes } from "./layout-sizes.ts";
import type { Placed, Route } from "./layout-value.ts";

/** Room between a line and the card it passes, where cards stand as close as they may. */
const CLEARANCE = 10;
/** How far a line goes out of its way to stay straight. */
const STRAIGHT = 160;

/** What lines are led through: cards in their places, row by row. */
export type Lanes = {
  /** The number of each card's row among `rows`. */
  rowOf: ReadonlyMap<StepId, number>;
  placed: Placed;
  rows: readonly number[];
  sizes: Sizes;
};

/**
 * Leads every line that passes rows through the room between their cards, and moves no card for it: in each row the free place
 * nearest to the straight way.
 */
export function routeLines(
  dependencies: readonly Dependency[],
  { rowOf, placed, rows, sizes }: Lanes,
): Map<string, Route> {
  const taken: number[][] = rows.map(() => []);
  for (const [id, { across }] of placed) taken[rowOf.get(id) ?? 0]?.push(across);
  for (const row of taken) row.sort((a, b) => a - b);

  const routes = new Map<string, Route>();
  for (const dependency of dependencies) {
    const [from, to] = [placed.get(dependency.from), placed.get(dependency.to)];
    const [first, last] = [rowOf.get(dependency.from) ?? 0, rowOf.get(dependency.to) ?? 0];
    if (!from || !to || last - first < 2) continue;
    const end = to.across + sizes.across / 2;
    let at = from.across + sizes.across / 2;
    const route: Route = [];
    for (let row = first + 1; row < last; row += 1) {
      const cards = taken[row] ?? [];
      const straight = at + (end - at) / (last - row + 1);
      const goal = freePlace(cards, straight, sizes.across);
      const stay = freePlace(cards, at, sizes.across);
      at = route.length > 0 && stay === at && Math.abs(goal - at) < STRAIGHT ? at : goal;
      route.push({ across: at, along: rows[row] ?? 0 });
    }
    routes.set(edgeId(dependency), route);
  }
  return routes;
}

/** The place nearest to `wish` that lies on no card of a row. */
function freePlace(cards: readonly number[], wish: number, across: number): number {
  let [low, high] = [0, cards.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cards[middle] ?? 0) - CLEARANCE < wish) low = middle + 1;
    else high = middle;
  }
  const card = cards[low - 1];
  if (card === undefined || wish >= card + across + CLEARANCE) return wish;
  return wish - card < across / 2 ? card - CLEARANCE : card + across + CLEARANCE;
}
