import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { levels, type GraphShape } from "#lib/domain/graph.ts";
import { CARD } from "../level-layout.ts";
import { arrange } from "./arrange.ts";
import { keepPlaces } from "./keep-places.ts";
import type { Layout } from "./layout-value.ts";

/** A plan from its dependencies: "a>b" makes b depend on a. */
function plan(...lines: string[]): GraphShape {
  const dependencies = lines.map((line) => {
    const [from = "", to = ""] = line.split(">");
    return { from, to };
  });
  const ids = [...new Set(dependencies.flatMap(({ from, to }) => [from, to]))];
  return { steps: ids.map((id) => ({ id })), dependencies };
}

/** Plans of up to 40 steps without circles: a dependency leads from an earlier step to a later one. */
const plans = fc
  .integer({ min: 1, max: 40 })
  .chain((count) =>
    fc.record({
      count: fc.constant(count),
      pairs: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 70 }),
    }),
  )
  .map(({ count, pairs }): GraphShape => {
    const lines = new Map(
      pairs
        .filter(([a, b]) => a !== b)
        .map(([a, b]) => [
          `${Math.min(a, b)}>${Math.max(a, b)}`,
          { from: `s${Math.min(a, b)}`, to: `s${Math.max(a, b)}` },
        ]),
    );
    return {
      steps: Array.from({ length: count }, (_, i) => ({ id: `s${i}` })),
      dependencies: [...lines.values()],
    };
  });

/** A change of a plan as one edit makes it: a step more, one less, a dependency more or less. */
const edits = fc.record({
  what: fc.constantFrom("add", "remove", "connect", "disconnect"),
  a: fc.nat(),
  b: fc.nat(),
});
type Edit = { what: string; a: number; b: number };

function edited(shape: GraphShape, { what, a, b }: Edit): GraphShape {
  const { steps, dependencies } = shape;
  const at = (n: number) => steps[n % steps.length]?.id ?? "";
  const [low, high] = [
    Math.min(a % steps.length, b % steps.length),
    Math.max(a % steps.length, b % steps.length),
  ];
  switch (what) {
    case "add":
      return {
        steps: [...steps, { id: "new" }],
        dependencies: [...dependencies, { from: at(a), to: "new" }],
      };
    case "remove":
      return {
        steps: steps.filter(({ id }) => id !== at(a)),
        dependencies: dependencies.filter(({ from, to }) => from !== at(a) && to !== at(a)),
      };
    case "connect":
      return low === high
        ? shape
        : { steps, dependencies: [...dependencies, { from: at(low), to: at(high) }] };
    default:
      return {
        steps,
        dependencies: dependencies.filter((_, index) => index !== a % Math.max(1, dependencies.length)),
      };
  }
}

const directions = fc.constantFrom("down" as const, "right" as const);

/** What every layout must be: no card on another, each behind what it waits for, lines beside the cards they pass. */
function expectSound(shape: GraphShape, layout: Layout): void {
  const boxes = shape.steps.map(({ id }) => ({
    id,
    ...(layout.points[id] ?? { x: Number.NaN, y: Number.NaN }),
  }));
  for (const [index, a] of boxes.entries()) {
    expect(Number.isFinite(a.x + a.y)).toBe(true);
    for (const b of boxes.slice(index + 1)) {
      const apart = Math.abs(a.x - b.x) >= CARD.width || Math.abs(a.y - b.y) >= CARD.height;
      expect(apart, `${a.id} and ${b.id} apart`).toBe(true);
    }
  }
  const down = layout.direction === "down";
  for (const { from, to } of shape.dependencies) {
    const [a, b] = [layout.points[from], layout.points[to]];
    if (!a || !b) throw new Error("A step has no place.");
    if (down) expect(b.y - a.y).toBeGreaterThanOrEqual(CARD.height);
    else expect(b.x - a.x).toBeGreaterThanOrEqual(CARD.width);
    for (const { x, y } of layout.routes[`${from}>${to}`] ?? []) {
      const under = boxes.find(
        (box) => x > box.x && x < box.x + CARD.width && y > box.y && y < box.y + CARD.height,
      );
      expect(under?.id, `${from}>${to} passes ${x},${y}`).toBeUndefined();
    }
  }
}

describe("a plan laid out afresh", () => {
  test("no card lies on another, every line leads onwards, and passes beside the cards in between", () => {
    fc.assert(
      fc.property(plans, directions, (shape, direction) => {
        const layout = arrange(shape, direction);
        expectSound(shape, layout);
        expect(arrange(shape, direction)).toEqual(layout);
      }),
    );
  });

  test("the rows are the outline's levels: what waits for nothing stands on top, whatever waits for it", () => {
    const shape = plan("a>b", "b>c", "c>d", "late>d", "a>side", "side>d");
    const { points, rows } = arrange(shape, "down");
    for (const [id, level] of levels(shape)) expect([id, points[id]?.y]).toEqual([id, rows[level]?.[0]]);
  });

  test("a chain is straight, a fork is centred, and siblings keep the plan's order", () => {
    const { points } = arrange(plan("a>b", "a>c", "a>d", "b>e", "c>e", "d>e", "e>f"), "down");
    const x = (id: string) => points[id]?.x ?? Number.NaN;
    expect([x("a"), x("e"), x("f")]).toEqual([x("c"), x("c"), x("c")]);
    expect(x("b") < x("c") && x("c") < x("d")).toBe(true);
    expect(x("c") - x("b")).toBe(x("d") - x("c"));
  });

  test("lines that need not cross do not", () => {
    const { points } = arrange(plan("a>d", "b>c", "a>e", "b>f"), "down");
    const x = (id: string) => points[id]?.x ?? Number.NaN;
    expect(Math.max(x("d"), x("e"))).toBeLessThan(Math.min(x("c"), x("f")));
  });

  test("a long dependency is straight where it passes", () => {
    const { routes } = arrange(plan("a>b", "b>c", "c>d", "a>d"), "down");
    expect(new Set(routes["a>d"]?.map(({ x }) => x)).size).toBe(1);
  });

  test("to the right it is the same with x and y exchanged", () => {
    const { points } = arrange(plan("a>b", "b>c", "a>d"), "right");
    expect(points["a"]?.x).toBe(0);
    expect(points["b"]?.x).toBe(points["d"]?.x);
    expect(points["b"]?.y).not.toBe(points["d"]?.y);
  });
});

describe("a plan that changes", () => {
  test("stays sound through any edits", () => {
    fc.assert(
      fc.property(
        plans,
        fc.array(edits, { minLength: 1, maxLength: 4 }),
        directions,
        (first, list, direction) => {
          let [shape, layout] = [first, arrange(first, direction)];
          for (const [index, edit] of list.entries()) {
            shape = renamed(edited(shape, edit), index);
            if (shape.steps.length === 0) return;
            layout = keepPlaces(shape, layout);
            expectSound(shape, layout);
          }
        },
      ),
    );
  });

  test("what keeps its level and whose row got nobody new stays exactly where it was", () => {
    fc.assert(
      fc.property(plans, edits, directions, (before, edit, direction) => {
        const after = edited(before, edit);
        const kept = after.steps.filter(({ id }) => id !== "new");
        if (kept.length * 2 < after.steps.length) return;
        const [old, now] = [arrange(before, direction), keepPlaces(after, arrange(before, direction))];
        const [was, is] = [levels(before), levels(after)];
        const joined = new Set(
          after.steps.filter(({ id }) => was.get(id) !== is.get(id)).map(({ id }) => is.get(id)),
        );
        for (const { id } of kept) {
          if (was.get(id) === is.get(id) && !joined.has(is.get(id)))
            expect(now.points[id]).toEqual(old.points[id]);
        }
      }),
    );
  });

  test("nothing changed, nothing moves, lines included", () => {
    fc.assert(
      fc.property(plans, directions, (shape, direction) => {
        const layout = arrange(shape, direction);
        expect(keepPlaces(shape, layout)).toEqual(layout);
      }),
    );
  });

  test("a step beside others moves nobody where there is room, and else the fewest", () => {
    const before = plan("a>b", "a>c", "a>d", "a>e", "a>f");
    const old = arrange(before, "down");
    const grown = {
      steps: [...before.steps, { id: "new" }],
      dependencies: [...before.dependencies, { from: "a", to: "new" }],
    };
    const now = keepPlaces(grown, old);
    const went = before.steps.filter(({ id }) => now.points[id]?.x !== old.points[id]?.x).length;
    expect(went).toBeLessThanOrEqual(2);
    const removed = {
      steps: grown.steps.filter(({ id }) => id !== "c"),
      dependencies: grown.dependencies.filter(({ to }) => to !== "c"),
    };
    const less = keepPlaces(removed, now);
    for (const { id } of removed.steps) expect(less.points[id]).toEqual(now.points[id]);
  });

  test("a copy stands behind its original", () => {
    const before = plan("a>b", "b>c");
    const copied = {
      steps: [...before.steps, { id: "copy" }],
      dependencies: [...before.dependencies, { from: "a", to: "copy" }],
    };
    const now = keepPlaces(copied, arrange(before, "down"));
    expect(now.points["copy"]).toMatchObject({ y: now.points["b"]?.y });
    expect(now.points["copy"]?.x).toBeGreaterThan(now.points["b"]?.x ?? Number.NaN);
  });

  test("a local edit of a large plan moves far less than a fresh layout would", () => {
    const large = layers(60, 6);
    const old = arrange(large, "down");
    const grown = {
      steps: [...large.steps, { id: "new" }],
      dependencies: [...large.dependencies, { from: "s13", to: "new" }, { from: "new", to: "s26" }],
    };
    const mean = (layout: Layout) =>
      large.steps.reduce((sum, { id }) => {
        const [a, b] = [old.points[id], layout.points[id]];
        return sum + (a && b ? Math.hypot(a.x - b.x, a.y - b.y) : Number.NaN);
      }, 0) / large.steps.length;
    const [kept, fresh] = [mean(keepPlaces(grown, old)), mean(arrange(grown, "down"))];
    expect(kept).toBeLessThan(30);
    expect(kept).toBeLessThan(fresh / 2);
  });
});

/** Steps in levels of `width`, each depending on two of the level before. */
function layers(count: number, width: number): GraphShape {
  const steps = Array.from({ length: count }, (_, i) => ({ id: `s${i}` }));
  const dependencies = steps.slice(width).flatMap((_, index) => {
    const above = Math.floor(index / width) * width;
    const column = index % width;
    const sources = [...new Set([column, (column * 7 + index) % width])];
    return sources.map((source) => ({ from: `s${above + source}`, to: `s${index + width}` }));
  });
  return { steps, dependencies };
}

/** So that a second new step is another one. */
function renamed({ steps, dependencies }: GraphShape, index: number): GraphShape {
  const name = (id: string) => (id === "new" ? `new${index}` : id);
  return {
    steps: steps.map(({ id }) => ({ id: name(id) })),
    dependencies: dependencies.map(({ from, to }) => ({ from: name(from), to: name(to) })),
  };
}
