import { expect, test } from "vitest";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Step } from "#lib/domain/step.ts";
import { makeStep } from "#lib/testing/arbitrary-plan.ts";
import { stepView } from "#lib/testing/step-views.ts";
import { connectionProblem } from "./connection-problem.ts";
import {
  markChosen,
  toDependency,
  toEdges,
  toNodes,
  type FlowInput,
  type LineInput,
  type StepNode,
} from "./flow-mapping.ts";
import { formatMicros, formatSeconds } from "#lib/domain/format-amounts.ts";
import { CARD, levelLayout } from "./level-layout.ts";
import { senseOf, walk, type Arrow } from "./walk.ts";

const step = (id: string): Step => makeStep(id, { title: id.toUpperCase(), tool: "" });

const graph: PlanGraph = {
  steps: ["a", "b", "c", "d"].map(step),
  dependencies: [
    { from: "a", to: "b" },
    { from: "a", to: "c" },
    { from: "b", to: "d" },
    { from: "c", to: "d" },
  ],
};

function input(overrides: Partial<FlowInput> = {}): FlowInput {
  return {
    graph,
    points: levelLayout(graph, "down"),
    routes: {},
    hidden: new Map(),
    found: null,
    tools: new Map(),
    stepStates: {},
    estimates: {},
    findings: new Map(),
    asks: {},
    comments: {},
    present: {},
    marks: {},
    dependencyMarks: {},
    editable: true,
    dragSelectedOnly: false,
    ...overrides,
  };
}

function lines(): LineInput {
  const names = new Map(graph.steps.map(({ id, title }) => [id, title]));
  return { ...input(), dependencies: graph.dependencies, names };
}

test("only what looks different becomes a new node", () => {
  const first = toNodes(input(), []);
  const moved = { ...levelLayout(graph, "down"), c: { x: 5, y: 5 } };
  const second = toNodes(input({ points: moved }), first);
  expect(second.map((node, index) => node === first[index])).toEqual([true, true, false, true]);
});

test("a map's card has the cost of its items", () => {
  const item = stepView("b.0", { item: { of: "b", index: 0 }, costMicros: 40 });
  const stepStates = { b: stepView("b", { costMicros: 2 }), "b.0": item };
  expect(toNodes(input({ stepStates }), []).map(({ data }) => data.costMicros)).toEqual([0, 42, 0, 0]);
});

test("a choice changes the cards it is about, and those only once", () => {
  const nodes = toNodes(input({ dragSelectedOnly: true }), []);
  const earlier = new WeakMap<StepNode, StepNode>();
  const choose = (...ids: string[]) =>
    markChosen(nodes, { selection: new Set(ids), tabStop: ids.at(-1) ?? null }, earlier);
  const first = choose("c", "b");
  expect(first.map((node, index) => node === nodes[index])).toEqual([true, false, false, true]);
  expect(first[1]).toMatchObject({ selected: true, draggable: true, domAttributes: { tabIndex: 0 } });
  expect(first[2]).toMatchObject({ selected: true, draggable: true, domAttributes: { tabIndex: -1 } });
  expect(choose("c", "b").map((node, index) => node === first[index])).toEqual([true, true, true, true]);
  expect(choose()).toEqual(nodes);
});

test("lines name their ends and are kept while nothing about them changes", () => {
  const first = toEdges(lines(), null, []);
  expect(first[0]).toMatchObject({ id: "a>b", source: "a", target: "b", ariaLabel: "B depends on A" });
  const second = toEdges(lines(), "a>c", first);
  expect(second.map((edge, index) => edge === first[index])).toEqual([true, false, true, true]);
  expect(toDependency({ source: "a", target: null })).toBeNull();
});

test("a refused connection says why, by title", () => {
  expect(connectionProblem(graph, "a", "d")).toBeNull();
  expect(connectionProblem(graph, "a", "a")).toMatch(/itself/);
  expect(connectionProblem(graph, "a", "b")).toMatch(/“B” already depends on “A”/);
  expect(connectionProblem(graph, "d", "a")).toMatch(/“D” → “A” → “[BC]” → “D”/);
});

test("the plain layout has a row for each level and no two cards on each other", () => {
  const points = levelLayout(graph, "down");
  expect([points["a"]?.y, points["b"]?.y, points["d"]?.y].every((y) => y !== undefined)).toBe(true);
  expect(points["b"]?.y).toBe(points["c"]?.y);
  expect(Math.abs((points["b"]?.x ?? 0) - (points["c"]?.x ?? 0))).toBeGreaterThan(CARD.width);
});

test.each(["down", "right"] as const)("arrows walk a graph that is read %s", (direction) => {
  const points = levelLayout(graph, direction);
  const go = (from: string, arrow: Arrow) => walk(graph, points, from, senseOf(arrow, direction), direction);
  const [back, on, before, after] =
    direction === "down"
      ? (["up", "down", "left", "right"] as const)
      : (["left", "right", "up", "down"] as const);
  expect(go("d", back)).toBe("b");
  expect(go("a", on)).toBe("b");
  expect(go("b", after)).toBe("c");
  expect(go("c", before)).toBe("b");
  expect(go("a", back)).toBeNull();
});

test("amounts are short", () => {
  expect([0.42, 12.4, 59.6, 185, 7_800].map(formatSeconds)).toEqual([
    "0.4 s",
    "12 s",
    "1 min",
    "3 min 5 s",
    "2 h 10 min",
  ]);
  expect([0, 2_100, 1_200_000].map(formatMicros)).toEqual(["free", "$0.0021", "$1.20"]);
});
