import type { Point } from "../canvas-props.ts";
import { CARD } from "../level-layout.ts";
import type { PlanDirection } from "../plan-direction.ts";

/** How far a curve leaves its end straight on, at least. */
const LEAST_REACH = 24;

/**
 * How far along a piece, as a curve's parameter, what stands on it does. Not at the middle: two lines that cross between the same rows
 * cross there, and one would cover the other. It is at 0.38 of the way across, the golden ratio's share, since cards stand at even
 * distances: no small multiple of it comes near a whole one, so that lines of other lengths do not meet there either.
 */
const STAND = 0.42;

/**
 * A smooth line through points: it leaves and meets every one of them in the reading direction.
 * @returns an SVG path, and a point near the middle of it, on its longest piece, where no other line's is
 */
export function linePath(points: readonly Point[], direction: PlanDirection): { path: string; stand: Point } {
  const pieces = points.slice(1).map((to, index) => ({ from: points[index] ?? to, to }));
  const [start] = points;
  // Backwards (a card that was moved before what it waits for) the line swings out first.
  const reachOf = ({ from, to }: Piece) =>
    Math.max(Math.abs(along(from, to, direction)) / 2, pieces.length === 1 ? LEAST_REACH : 0);
  const path = pieces.map((piece) => {
    const { from, to } = piece;
    const reach = reachOf(piece);
    if (direction === "right") {
      return `C${from.x + reach},${from.y} ${to.x - reach},${to.y} ${to.x},${to.y}`;
    }
    return `C${from.x},${from.y + reach} ${to.x},${to.y - reach} ${to.x},${to.y}`;
  });
  const longest = pieces.reduce<Piece | null>(
    (best, piece) => (best && length(best) >= length(piece) ? best : piece),
    null,
  );
  const stand = longest ? standOn(longest, reachOf(longest), direction) : { x: 0, y: 0 };
  return { path: start ? `M${start.x},${start.y} ${path.join(" ")}` : "", stand };
}

type Piece = { from: Point; to: Point };

function along(from: Point, to: Point, direction: PlanDirection): number {
  return direction === "down" ? to.y - from.y : to.x - from.x;
}

/** The point of a piece's curve at `STAND`. */
function standOn({ from, to }: Piece, reach: number, direction: PlanDirection): Point {
  const [t, rest] = [STAND, 1 - STAND];
  const bezier = (start: number, first: number, second: number, end: number) =>
    rest ** 3 * start + 3 * rest ** 2 * t * first + 3 * rest * t ** 2 * second + t ** 3 * end;
  const swing = direction === "down" ? { x: 0, y: reach } : { x: reach, y: 0 };
  return {
    x: bezier(from.x, from.x + swing.x, to.x - swing.x, to.x),
    y: bezier(from.y, from.y + swing.y, to.y - swing.y, to.y),
  };
}

/**
 * Where the line between two cards leaves the earlier one and meets the later one: the middles of the sides that face each other.
 * @param from the earlier card's upper left corner
 * @param to the later one's
 */
export function lineEnds(from: Point, to: Point, direction: PlanDirection): { exit: Point; entry: Point } {
  return direction === "down"
    ? {
        exit: { x: from.x + CARD.width / 2, y: from.y + CARD.height },
        entry: { x: to.x + CARD.width / 2, y: to.y },
      }
    : {
        exit: { x: from.x + CARD.width, y: from.y + CARD.height / 2 },
        entry: { x: to.x, y: to.y + CARD.height / 2 },
      };
}

function length({ from, to }: Piece): number {
  return Math.hypot(to.x - from.x, to.y - from.y);
}
