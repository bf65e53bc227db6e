import type { Point } from "../canvas-props.ts";
import type { PlanDirection } from "../plan-direction.ts";

/** How far a curve leaves its end straight on, at least. */
const LEAST_REACH = 24;

/**
 * A smooth line through points: it leaves and meets every one of them in the reading direction.
 * @returns an SVG path, and a point about the middle of it, on its longest piece
 */
export function linePath(
  points: readonly Point[],
  direction: PlanDirection = "down",
): { path: string; middle: Point } {
  const pieces = points.slice(1).map((to, index) => ({ from: points[index] ?? to, to }));
  const [start] = points;
  const path = pieces.map(({ from, to }) => {
    const along = direction === "down" ? to.y - from.y : to.x - from.x;
    // Backwards (a card that was moved before what it waits for) the line swings out first.
    const reach = Math.max(Math.abs(along) / 2, pieces.length === 1 ? LEAST_REACH : 0);
    if (direction === "right") {
      return `C${from.x + reach},${from.y} ${to.x - reach},${to.y} ${to.x},${to.y}`;
    }
    return `C${from.x},${from.y + reach} ${to.x},${to.y - reach} ${to.x},${to.y}`;
  });
  const longest = pieces.reduce<(typeof pieces)[number] | null>(
    (best, piece) => (best && length(best) >= length(piece) ? best : piece),
    null,
  );
  const middle = longest
    ? { x: (longest.from.x + longest.to.x) / 2, y: (longest.from.y + longest.to.y) / 2 }
    : { x: 0, y: 0 };
  return { path: start ? `M${start.x},${start.y} ${path.join(" ")}` : "", middle };
}

function length({ from, to }: { from: Point; to: Point }): number {
  return Math.hypot(to.x - from.x, to.y - from.y);
}
