import { adjacency, type GraphShape } from "#lib/domain/graph.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { Dependency } from "#lib/domain/plan.ts";
import { edgeId } from "../edge-id.ts";
import { arrange } from "./arrange.ts";
import { assignRows } from "./assign-rows.ts";
import { sizesFor, type Sizes } from "./layout-sizes.ts";
import { placesOf, toLayout, type Layout, type Placed } from "./layout-value.ts";
import { routeLines } from "./route-lines.ts";
import { spread } from "./spread.ts";

/** How much a card's own place counts against those of others in its row: new ones make way for all, and what changed its row for most. */
const HOLD = { same: 1, otherRow: 0.4, fresh: 0.01 } as const;

/** Places beside its wish, to either side, where a new card is tried. */
const TRIED = 8;

/** A card on its way into a row. `at`: its corner across, or where it would like to be. */
type Guest = { id: StepId; at: number; hold: number };

/**
 * Lays a changed graph out so that as little as possible moves: what was placed keeps its place across, and along unless its level is
 * another now; new cards go to the free place nearest to their neighbours, and only where there is none do the fewest move aside.
 * @param earlier what is on the canvas; where it knows less than half of the steps, or reads the other way, there are no bearings to keep
 */
export function keepPlaces(shape: GraphShape, earlier: Layout): Layout {
  const { direction } = earlier;
  const known = placesOf(earlier);
  const kept = shape.steps.filter(({ id }) => known.has(id)).length;
  if (kept * 2 < shape.steps.length) return arrange(shape, direction);
  const sizes = sizesFor(direction);
  const { levelRows, rowOf } = assignRows(shape, { known, earlier: earlier.rows, direction });
  const rows = levelRows.flat();
  const { before, after } = adjacency(shape);
  const guests: StepId[][] = rows.map(() => []);
  for (const { id } of shape.steps) guests[rowOf.get(id) ?? 0]?.push(id);

  const placed: Placed = new Map();
  for (const [row, ids] of guests.entries()) {
    const along = rows[row] ?? 0;
    const wish = (id: StepId): number | null => {
      const around = [...(before.get(id) ?? []), ...(after.get(id) ?? [])].flatMap((other) => {
        const place = placed.get(other) ?? known.get(other);
        return place ? [place.across] : [];
      });
      return around.length === 0 ? null : around.reduce((sum, at) => sum + at, 0) / around.length;
    };
    const settled: Guest[] = [];
    for (const id of ids) {
      const place = known.get(id);
      if (place)
        settled.push({ id, at: place.across, hold: place.along === along ? HOLD.same : HOLD.otherRow });
    }
    settled.sort((a, b) => a.at - b.at);
    for (const id of ids) {
      if (!known.has(id))
        seat(settled, { id, at: wish(id) ?? lastPlace(settled, sizes), hold: HOLD.fresh }, sizes);
    }
    const room = sizes.across + sizes.gap;
    const places = spread(
      settled.map(({ at, hold }) => ({ at, weight: hold, room })),
      "median",
    );
    for (const [index, { id, at }] of settled.entries())
      placed.set(id, { across: places[index] ?? at, along });
  }
  const moved = movedSteps(placed, known);
  const disturbed = new Set(Array.from(moved, (id) => rowOf.get(id) ?? 0));
  const quiet = (dependency: Dependency) => {
    const [first, last] = [rowOf.get(dependency.from) ?? 0, rowOf.get(dependency.to) ?? 0];
    if (!(edgeId(dependency) in earlier.routes) || last - first < 2) return false;
    for (let row = first + 1; row < last; row += 1) if (disturbed.has(row)) return false;
    return !moved.has(dependency.from) && !moved.has(dependency.to);
  };
  const [still, anew] = [shape.dependencies.filter(quiet), shape.dependencies.filter((one) => !quiet(one))];
  const layout = toLayout({
    shape,
    placed,
    routes: routeLines(anew, { rowOf, placed, rows, sizes }),
    rows: levelRows,
    direction,
  });
  for (const dependency of still) {
    const id = edgeId(dependency);
    layout.routes[id] = earlier.routes[id] ?? [];
  }
  return layout;
}

/** Behind the last of a row; about the middle of an empty one. */
function lastPlace(row: readonly Guest[], { across, gap }: Sizes): number {
  const last = row.at(-1);
  return last ? last.at + across + gap : -across / 2;
}

/** Puts a new card among those of its row: where it is nearest to its wish, counting what it would push aside. */
function seat(row: Guest[], guest: Guest, sizes: Sizes): void {
  const room = sizes.across + sizes.gap;
  const after = row.findIndex(({ at }) => at > guest.at);
  const nearest = after < 0 ? row.length : after;
  let best: { index: number; at: number; cost: number } | null = null;
  // Of places that are as good, the one behind its equals: new steps come later in the plan's list.
  const tried = Array.from({ length: TRIED }, (_, n) => [nearest - n - 1, nearest + n + 1]).flat();
  for (const index of [nearest, ...tried]) {
    if (index < 0 || index > row.length) continue;
    const least = (row[index - 1]?.at ?? Number.NEGATIVE_INFINITY) + room;
    const most = (row[index]?.at ?? Number.POSITIVE_INFINITY) - room;
    const free = least <= most;
    const at = free ? Math.min(Math.max(guest.at, least), most) : (least + most) / 2;
    const pushed = free ? 0 : (least - most) * crowd(row, index, room);
    const cost = Math.abs(at - guest.at) + pushed;
    if (best === null || cost < best.cost) best = { index, at, cost };
  }
  row.splice(best?.index ?? row.length, 0, { ...guest, at: best?.at ?? guest.at });
}

/** How many would have to move for a card at `index`: those that stand close beside it, on the side with fewer. */
function crowd(row: readonly Guest[], index: number, room: number): number {
  const close = (left: number) => {
    const [a, b] = [row[left], row[left + 1]];
    return a !== undefined && b !== undefined && b.at - a.at < room * 1.5;
  };
  let right = 1;
  while (close(index + right - 1)) right += 1;
  let left = 1;
  while (close(index - left - 1)) left += 1;
  return Math.min(left, right);
}

function movedSteps(placed: Placed, known: Placed): ReadonlySet<StepId> {
  const ids = new Set<StepId>();
  for (const [id, { across, along }] of placed) {
    const before = known.get(id);
    if (!before || Math.abs(before.across - across) >= 1 || before.along !== along) ids.add(id);
  }
  return ids;
}
