import fc from "fast-check";
import { expect, test } from "vitest";
import { arrange } from "./arrange.ts";
import { dropLayout, keepLayout, keptLayout, type LayoutStorage } from "./kept-layouts.ts";
import { keepPlaces } from "./keep-places.ts";

/** The browser's storage, with room for so many characters. */
class Shelf implements LayoutStorage {
  readonly items = new Map<string, string>();
  readonly #room: number;

  constructor(room = 5_000_000) {
    this.#room = room;
  }
  get length() {
    return this.items.size;
  }
  key(index: number) {
    return [...this.items.keys()][index] ?? null;
  }
  getItem(name: string) {
    return this.items.get(name) ?? null;
  }
  setItem(name: string, text: string) {
    const others = [...this.items].reduce(
      (sum, [other, { length }]) => sum + (other === name ? 0 : length),
      0,
    );
    if (others + text.length > this.#room) throw new DOMException("Full", "QuotaExceededError");
    this.items.set(name, text);
  }
  removeItem(name: string) {
    this.items.delete(name);
  }
}

const NAME = "planwright.layout.plan:a:down";

/** A chain with a dependency past the steps between, so that it has a route. */
function chain(count: number) {
  const steps = Array.from({ length: count }, (_, i) => ({ id: `s${i}` }));
  const dependencies = steps.slice(1).map(({ id }, i) => ({ from: `s${i}`, to: id }));
  return { steps, dependencies: [...dependencies, { from: "s0", to: `s${count - 1}` }] };
}

test("what is kept comes back the same, lines included, and an unchanged plan then moves nothing", () => {
  for (const direction of ["down", "right"] as const) {
    const shelf = new Shelf();
    const layout = arrange(chain(6), direction);
    keepLayout(shelf, "plan:a", layout, 1);
    const kept = keptLayout(shelf, "plan:a");
    expect(kept).toEqual(layout);
    expect(kept && keepPlaces(chain(6), kept)).toEqual(layout);
    dropLayout(shelf, "plan:a");
    expect(keptLayout(shelf, "plan:a")).toBeNull();
    expect(shelf.length).toBe(0);
  }
});

test("the oldest are forgotten when there are too many, or when they are too long together", () => {
  const shelf = new Shelf();
  shelf.setItem("planwright.theme", "dark");
  const small = arrange(chain(4), "down");
  for (let plan = 0; plan < 60; plan += 1) keepLayout(shelf, `plan:${plan}`, small, plan);
  expect(shelf.length).toBe(41);
  expect(keptLayout(shelf, "plan:19")).toBeNull();
  expect(keptLayout(shelf, "plan:20")).toEqual(small);
  // One that is kept again is the newest.
  keepLayout(shelf, "plan:20", small, 100);
  keepLayout(shelf, "plan:new", small, 101);
  expect(keptLayout(shelf, "plan:20")).toEqual(small);
  expect(keptLayout(shelf, "plan:21")).toBeNull();
  const large = arrange(chain(2_000), "down");
  for (let plan = 0; plan < 40; plan += 1) keepLayout(shelf, `large:${plan}`, large, 200 + plan);
  const written = [...shelf.items].reduce((sum, [, { length }]) => sum + length, 0);
  expect(written).toBeLessThan(1_300_000);
  expect(keptLayout(shelf, "large:39")?.points).toEqual(large.points);
  expect(keptLayout(shelf, "large:0")).toBeNull();
  expect(shelf.getItem("planwright.theme")).toBe("dark");
});

test("a layout that is too long is kept without its lines, and a far too long one not at all", () => {
  const shelf = new Shelf();
  const layout = arrange(chain(10), "down");
  const bends = Array.from({ length: 50_000 }, (_, i) => ({ x: i, y: i }));
  keepLayout(shelf, "plan:a", { ...layout, routes: { "s0>s9": bends } }, 1);
  expect(keptLayout(shelf, "plan:a")).toEqual({ ...layout, routes: {}, of: "" });
  const points = Object.fromEntries(bends.map((point, i) => [`s${i}`, point]));
  keepLayout(shelf, "plan:a", { ...layout, points }, 2);
  // Nor does an older one stand for it.
  expect(keptLayout(shelf, "plan:a")).toBeNull();
});

test("a full storage, or none, is no fault", () => {
  const full = new Shelf(100);
  const layout = arrange(chain(10), "down");
  keepLayout(full, "plan:a", layout, 1);
  expect(keptLayout(full, "plan:a")).toBeNull();
  keepLayout(null, "plan:a", layout, 1);
  expect(keptLayout(null, "plan:a")).toBeNull();
  dropLayout(null, "plan:a");
});

test("what this version did not write is ignored", () => {
  const shelf = new Shelf();
  const layout = arrange(chain(3), "down");
  keepLayout(shelf, "plan:a:down", layout, 7);
  const text = shelf.getItem(NAME) ?? "";
  const whole = JSON.parse(text.slice(2)) as Record<string, unknown>;
  const put = (change: Record<string, unknown>) =>
    shelf.setItem(NAME, `7 ${JSON.stringify({ ...whole, ...change })}`);
  put({});
  expect(keptLayout(shelf, "plan:a:down")).toEqual(layout);
  const wrong: Record<string, unknown>[] = [
    { sizes: "1 2 3 4" },
    { direction: "up" },
    { direction: "right" },
    { rows: [0, 168, 336] },
    { rows: [[0], [10], [336]] },
    { rows: [[0], []] },
    { rows: [["0"]] },
    { points: null },
    { points: [] },
    { points: { s0: [0, null] } },
    { points: { s0: [0, 1e300] } },
    { points: { s0: { x: 1, y: 2 } } },
    { routes: { "s0>s2": [[1]] } },
    { routes: { "s0>s2": 5 } },
    { routes: undefined },
  ];
  for (const change of wrong) {
    put(change);
    expect([change, keptLayout(shelf, "plan:a:down")]).toEqual([change, null]);
  }
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (anything) => {
      shelf.setItem(NAME, anything);
      expect(keptLayout(shelf, "plan:a:down")).toBeNull();
    }),
  );
});
