import type { GraphShape } from "#lib/domain/graph.ts";
import type { Point } from "../canvas-props.ts";
import type { PlanDirection } from "../plan-direction.ts";
import { sizesFor } from "./layout-sizes.ts";
import { shapeName } from "./shape-name.ts";

/** Where the layout puts each step (its corner), and the points between which a long dependency passes other steps, by edge id. */
export type Layout = {
  points: Record<string, Point>;
  routes: Record<string, Point[]>;
  /** Where the rows of each level begin, along the reading direction. A level is one row, unless it is folded. */
  rows: number[][];
  direction: PlanDirection;
  /** The name of the graph that it is of; empty where it is known of none. */
  of: string;
};

/** A place by the reading direction instead of by x and y. */
export type Place = { across: number; along: number };
/** Corners by step id. */
export type Placed = Map<string, Place>;
/** Where a line passes each row between its ends: the middle across, and where the row begins. */
export type Route = Place[];

/** The layout as the canvas takes it: whole pixels, x and y. */
export function toLayout({
  shape,
  placed,
  routes,
  rows,
  direction,
}: {
  shape: GraphShape;
  placed: Placed;
  routes: ReadonlyMap<string, Route>;
  rows: readonly (readonly number[])[];
  direction: PlanDirection;
}): Layout {
  const { along: extent } = sizesFor(direction);
  const point = ({ across, along }: Place): Point => {
    // Adding 0 makes a negative zero one that equals what is read from storage.
    const [a, b] = [Math.round(across) + 0, Math.round(along) + 0];
    return direction === "down" ? { x: a, y: b } : { x: b, y: a };
  };
  const bends = (route: Route): Point[] =>
    straightRuns(route).flatMap(({ across, from, to }) => [
      point({ across, along: from }),
      point({ across, along: to + extent }),
    ]);
  return {
    points: Object.fromEntries(Array.from(placed, ([id, place]) => [id, point(place)])),
    routes: Object.fromEntries(Array.from(routes, ([id, route]) => [id, bends(route)])),
    rows: rows.map((level) => level.map(Math.round)),
    direction,
    of: shapeName(shape),
  };
}

/** Rows that a line passes at one place, one after the other, are passed in one straight piece. */
function straightRuns(route: Route): { across: number; from: number; to: number }[] {
  const runs: { across: number; from: number; to: number }[] = [];
  for (const { across, along } of route) {
    const last = runs.at(-1);
    if (last && Math.abs(last.across - across) < 1) last.to = along;
    else runs.push({ across, from: along, to: along });
  }
  return runs;
}

/** Corners of a layout by the reading direction. */
export function placesOf({ points, direction }: Layout): Placed {
  return new Map(
    Object.entries(points).map(([id, { x, y }]) => [
      id,
      direction === "down" ? { across: x, along: y } : { across: y, along: x },
    ]),
  );
}
