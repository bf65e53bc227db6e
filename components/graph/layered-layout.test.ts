import Elk from "elkjs/lib/elk.bundled.js";
import { expect, test } from "vitest";
import { levels } from "#lib/domain/graph.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Step } from "#lib/domain/step.ts";
import { requires, PLAIN } from "#lib/domain/plain-step.ts";
import { linePath } from "./edges/line-path.ts";
import { fromElk, toElk } from "./layered-layout.ts";
import { CARD } from "./level-layout.ts";

/** A plan from its dependencies: "a>b" makes b depend on a. */
function plan(...lines: string[]): PlanGraph {
  const dependencies = lines.map((line) => {
    const [from = "", to = ""] = line.split(">");
    return { from, to };
  });
  const ids = [...new Set(dependencies.flatMap(({ from, to }) => [from, to]))];
  const step = (id: string): Step => ({
    id,
    title: id,
    instruction: "",
    kind: "tool",
    tool: "",
    args: {},
    timeoutSeconds: 60,
    retry: { maxAttempts: 1, backoffSeconds: 0 },
    fallbacks: [],
    optional: false,
    ...PLAIN,
    doneCondition: requires(),
  });
  return { steps: ids.map(step), dependencies };
}

const layOut = async (graph: PlanGraph) => fromElk(await new Elk().layout(toElk(graph)));

test("the rows are the outline's levels: what waits for nothing stands on top, whatever waits for it", async () => {
  const graph = plan("a>b", "b>c", "c>d", "late>d", "a>side", "side>d");
  const { points } = await layOut(graph);
  const rows = [...new Set(Object.values(points).map(({ y }) => y))].toSorted((a, b) => a - b);
  for (const [id, level] of levels(graph))
    expect([id, rows.indexOf(points[id]?.y ?? -1)]).toEqual([id, level]);
});

test("a long dependency passes beside the cards in between", async () => {
  const graph = plan("a>b", "b>c", "c>d", "a>d");
  const { points, routes } = await layOut(graph);
  const route = routes["a>d"] ?? [];
  expect(route.length).toBeGreaterThan(0);
  const passed = ["b", "c"].map((id) => points[id] ?? { x: 0, y: 0 });
  for (const { x, y } of passed) {
    const beside = route.filter((bend) => bend.y >= y && bend.y <= y + CARD.height);
    for (const bend of beside) expect(bend.x < x || bend.x > x + CARD.width).toBe(true);
  }
  const { path, middle } = linePath([{ x: 0, y: 0 }, ...route, { x: 0, y: 900 }]);
  expect(path).toMatch(/^M0,0 C.* 0,900$/);
  expect(route.some(({ x }) => Math.abs(x - middle.x) < CARD.width)).toBe(true);
});
