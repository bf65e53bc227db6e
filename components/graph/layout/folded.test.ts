import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GraphShape } from "#lib/domain/graph.ts";
import { CARD, levelLayout } from "../level-layout.ts";
import { arrange } from "./arrange.ts";
import { cutRows, foldLevels } from "./fold-levels.ts";
import { keepPlaces } from "./keep-places.ts";
import type { Layout } from "./layout-value.ts";
import { sizesFor } from "./layout-sizes.ts";

/** Steps that do not depend on each other, all on `roots` steps before them and all before `sinks` steps, as a plan lists them. */
function fan({ count, roots, sinks }: { count: number; roots: number; sinks: number }): GraphShape {
  const named = (name: string, length: number) => Array.from({ length }, (_, i) => ({ id: `${name}${i}` }));
  const [before, middle, after] = [named("r", roots), named("s", count), named("t", sinks)];
  const dependencies = middle.flatMap(({ id }) => [
    ...before.map((root) => ({ from: root.id, to: id })),
    ...after.map((sink) => ({ from: id, to: sink.id })),
  ]);
  return { steps: [...before, ...middle, ...after], dependencies };
}

const fans = fc
  .record({ count: fc.integer({ min: 21, max: 140 }), roots: fc.nat(2), sinks: fc.nat(2) })
  .map(fan);
const directions = fc.constantFrom("down" as const, "right" as const);

/** Cards by the reading direction, in their order along it and across. */
function cardsOf({ points, direction }: Layout) {
  return Object.entries(points)
    .map(([id, { x, y }]) => ({
      id,
      ...(direction === "down" ? { across: x, along: y } : { across: y, along: x }),
    }))
    .toSorted((a, b) => a.along - b.along || a.across - b.across);
}

function widthOf(layout: Layout): number {
  const across = cardsOf(layout).map((card) => card.across);
  return Math.max(...across) - Math.min(...across) + sizesFor(layout.direction).across;
}

/** No card on another, each behind what it waits for, no line over a card where it passes one. */
function faults(shape: GraphShape, layout: Layout): string[] {
  const { across, along } = sizesFor(layout.direction);
  const cards = cardsOf(layout);
  const found: string[] = [];
  for (const [index, a] of cards.entries()) {
    const b = cards[index + 1];
    const apart = !b || b.along - a.along >= along || (b.along === a.along && b.across - a.across >= across);
    if (!apart) found.push(`${a.id} and ${b.id} overlap`);
  }
  for (const { from, to } of shape.dependencies) {
    const [a, b] = [layout.points[from], layout.points[to]];
    if (!a || !b) found.push(`${from} or ${to} has no place`);
    else if (layout.direction === "down" ? b.y - a.y < CARD.height : b.x - a.x < CARD.width)
      found.push(`${to} is not behind ${from}`);
    for (const { x, y } of layout.routes[`${from}>${to}`] ?? []) {
      const under = Object.entries(layout.points).find(
        ([, box]) => x > box.x && x < box.x + CARD.width && y > box.y && y < box.y + CARD.height,
      );
      if (under) found.push(`${from}>${to} passes ${under[0]}`);
    }
  }
  return found;
}

const MOST_ACROSS = { down: 10 * (264 + 40), right: 20 * (96 + 32) } as const;

describe("a level of very many independent steps", () => {
  test("takes several rows of a readable width, in the plan's order, without a fault, and always the same", () => {
    fc.assert(
      fc.property(fans, directions, (shape, direction) => {
        const layout = arrange(shape, direction);
        expect(faults(shape, layout)).toEqual([]);
        expect(widthOf(layout)).toBeLessThanOrEqual(MOST_ACROSS[direction]);
        const wide = cardsOf(layout).filter(({ id }) => id.startsWith("s"));
        expect(wide.map(({ id }) => id)).toEqual(wide.map((_, index) => `s${index}`));
        expect(arrange(shape, direction)).toEqual(layout);
        expect(keepPlaces(shape, layout)).toEqual(layout);
      }),
      { numRuns: 40 },
    );
  });

  test("begins in the plain layout as it goes on in the layered one", () => {
    for (const direction of ["down", "right"] as const) {
      const shape = fan({ count: 95, roots: 1, sinks: 1 });
      const plain = levelLayout(shape, direction);
      const rowsOf = (points: Layout["points"]) =>
        new Set(Object.values(points).map(({ x, y }) => (direction === "down" ? y : x))).size;
      expect(rowsOf(plain)).toBe(rowsOf(arrange(shape, direction).points));
    }
  });

  test("gets one more step without moving others far, wherever it is put", () => {
    fc.assert(
      fc.property(fans, directions, (before, direction) => {
        const old = arrange(before, direction);
        const grown: GraphShape = {
          steps: [...before.steps, { id: "new" }],
          dependencies: [
            ...before.dependencies,
            ...before.dependencies.flatMap(({ from, to }) =>
              to === "s0" ? [{ from, to: "new" }] : from === "s0" ? [{ from: "new", to }] : [],
            ),
          ],
        };
        const now = keepPlaces(grown, old);
        expect(faults(grown, now)).toEqual([]);
        const shifts = before.steps.map(({ id }) => {
          const [a, b] = [old.points[id], now.points[id]];
          return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : Number.NaN;
        });
        // Along the reading direction nothing moves, and across it no further than by the width of the new card.
        const pitch = sizesFor(direction).across + sizesFor(direction).gap;
        expect(Math.max(...shifts)).toBeLessThanOrEqual(pitch);
        expect(shifts.filter((shift) => shift > 0).length).toBeLessThanOrEqual(20);
      }),
      { numRuns: 40 },
    );
  });

  test("that is the last gets a row more when its rows are full, and moves nobody", () => {
    const before = fan({ count: 20, roots: 1, sinks: 0 });
    const old = arrange(before, "down");
    const grown: GraphShape = {
      steps: [...before.steps, { id: "new" }],
      dependencies: [...before.dependencies, { from: "r0", to: "new" }],
    };
    const now = keepPlaces(grown, old);
    for (const { id } of before.steps) expect(now.points[id]).toEqual(old.points[id]);
    expect(now.rows[1]).toHaveLength(3);
    expect(now.points["new"]?.y).toBe(now.rows[1]?.[2]);
    // Removed again, it leaves its row free.
    const less = keepPlaces(before, now);
    for (const { id } of before.steps) expect(less.points[id]).toEqual(old.points[id]);
  });

  test("of two thousand steps is cut like one of fifty", () => {
    const shape = fan({ count: 1998, roots: 1, sinks: 1 });
    for (const direction of ["down", "right"] as const) {
      const layout = arrange(shape, direction);
      expect(widthOf(layout)).toBeLessThanOrEqual(MOST_ACROSS[direction]);
      const places = new Set(Object.values(layout.points).map(({ x, y }) => `${x},${y}`));
      expect(places.size).toBe(2000);
    }
  });
});

test("a level whose steps hang together is one row, however they are read, until nobody could follow its lines", () => {
  const pairs = (count: number): GraphShape => ({
    steps: Array.from({ length: 2 * count }, (_, i) => ({ id: `s${i}` })),
    dependencies: Array.from({ length: count }, (_, i) => ({ from: `s${i}`, to: `s${count + i}` })),
  });
  const levelsOf = (count: number) => [
    Array.from({ length: count }, (_, i) => `s${i}`),
    Array.from({ length: count }, (_, i) => `s${count + i}`),
  ];
  expect(foldLevels(pairs(25), levelsOf(25), "down")).toEqual([1, 1]);
  expect(foldLevels(pairs(61), levelsOf(61), "down")).toEqual([7, 7]);
  expect(foldLevels(pairs(61), levelsOf(61), "right")).toEqual([1, 1]);
  const shape = pairs(61);
  expect(faults(shape, arrange(shape, "down"))).toEqual([]);
});

test("rows are as even as can be, none is empty, and nothing is lost", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), (count) => {
      const ids = Array.from({ length: count }, (_, i) => `s${i}`);
      const [rows = 1] = foldLevels({ steps: ids.map((id) => ({ id })), dependencies: [] }, [ids], "down");
      const cut = cutRows(ids, rows);
      expect(cut.flat()).toEqual(ids);
      const lengths = cut.map((row) => row.length);
      expect(Math.min(...lengths)).toBeGreaterThan(0);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(10);
      expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
    }),
  );
});
