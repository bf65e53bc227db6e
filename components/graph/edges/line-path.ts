import type { Point } from "../canvas-props.ts";

/** How far a curve leaves its end straight down, at least. */
const LEAST_REACH = 24;

/**
 * A smooth line down through points: it leaves and meets every one of them vertically.
 * @returns an SVG path, and a point about the middle of it, on its longest piece
 */
export function linePath(points: readonly Point[]): { path: string; middle: Point } {
  const pieces = points.slice(1).map((to, index) => ({ from: points[index] ?? to, to }));
  const [start] = points;
  const path = pieces.map(({ from, to }) => {
    // Upwards (a card that was moved above what it waits for) the line swings out first.
    const reach = Math.max(Math.abs(to.y - from.y) / 2, pieces.length === 1 ? LEAST_REACH : 0);
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
