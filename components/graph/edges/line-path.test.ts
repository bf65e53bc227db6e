import { describe, expect, it } from "vitest";
import type { Point } from "../canvas-props.ts";
import { CARD, GAP } from "../level-layout.ts";
import type { PlanDirection } from "../plan-direction.ts";
import { lineEnds, linePath } from "./line-path.ts";

/** Where things stand on the lines from each of some places of a row to each of some of the next. */
function stands(places: readonly number[], direction: PlanDirection): Point[] {
  const corner = (place: number, row: number) =>
    direction === "down"
      ? { x: place * (CARD.width + GAP.x), y: row * (CARD.height + GAP.y) }
      : { x: row * (CARD.width + GAP.x), y: place * (CARD.height + GAP.y) };
  return places.flatMap((from) =>
    places.map((to) => {
      const { exit, entry } = lineEnds(corner(from, 0), corner(to, 1), direction);
      return linePath([exit, entry], direction).stand;
    }),
  );
}

function leastGap(points: readonly Point[]): number {
  const gaps = points.flatMap((a, index) =>
    points.slice(index + 1).map((b) => Math.hypot(b.x - a.x, b.y - a.y)),
  );
  return Math.min(...gaps);
}

describe("linePath", () => {
  it("lets nothing that stands on a line cover what stands on another that crosses it", () => {
    // As wide as a button on a line.
    for (const direction of ["down", "right"] as const) {
      expect(leastGap(stands([0, 1], direction))).toBeGreaterThan(16);
      expect(leastGap(stands([0, 1, 2], direction))).toBeGreaterThan(16);
    }
  });

  it("stands on the line itself, about its middle", () => {
    const { path, stand } = linePath(
      [
        { x: 0, y: 0 },
        { x: 0, y: 100 },
      ],
      "down",
    );
    expect(path).toBe("M0,0 C0,50 0,50 0,100");
    expect(stand.x).toBe(0);
    expect(stand.y).toBeGreaterThan(40);
    expect(stand.y).toBeLessThan(50);
  });
});
