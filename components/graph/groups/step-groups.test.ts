import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { topologicalOrder } from "#lib/domain/graph.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { arbitraryGraph, makeGraph } from "#lib/testing/arbitrary-plan.ts";
import { cardOf, drawGroups, groupsOf, stepsOf, type Grouping } from "./step-groups.ts";

const parts = (graph: PlanGraph, by: Grouping) =>
  groupsOf(graph, by).map(({ stepIds }) => stepIds.toSorted().join(""));

describe("groups", () => {
  test("by level are the outline's levels that have several steps", () => {
    const graph = makeGraph(["a", "b", "c", "d", "e"], ["a>b", "a>c", "b>d", "c>e"]);
    expect(groupsOf(graph, "level")).toMatchObject([
      { by: "level", title: "Level 2", stepIds: ["b", "c"] },
      { title: "Level 3", stepIds: ["d", "e"] },
    ]);
    expect(groupsOf(graph, "none")).toEqual([]);
  });

  test("by subplan are what is entered at one step only, named after it", () => {
    const graph = makeGraph(["a", "b", "c", "d", "e", "z"], ["a>b", "b>c", "b>d", "a>e", "c>z", "e>z"]);
    expect(parts(graph, "subplan")).toEqual(["bcd"]);
    expect(groupsOf(graph, "subplan")[0]).toMatchObject({ id: "subplan:b", by: "subplan", title: "Step b" });
  });

  test("parts of a plan that have nothing to do with each other are subplans", () => {
    const graph = makeGraph(["a", "b", "c", "d", "e"], ["a>b", "c>d", "d>e"]);
    expect(parts(graph, "subplan")).toEqual(["ab", "cde"]);
  });
});

describe("a collapsed group", () => {
  test("stands for its steps, and its lines for theirs", () => {
    const graph = makeGraph(["a", "b", "c", "d"], ["a>b", "a>c", "b>d", "c>d"]);
    const drawn = drawGroups(graph, groupsOf(graph, "level"), new Set(["level:1"]));
    expect(drawn.shape.steps.map(({ id }) => id)).toEqual(["a", "level:1", "d"]);
    expect(drawn.bundles).toEqual([
      { from: "a", to: "level:1", count: 2 },
      { from: "level:1", to: "d", count: 2 },
    ]);
    expect([cardOf(drawn, "b"), cardOf(drawn, "d"), cardOf(drawn, null)]).toEqual(["level:1", "d", null]);
    expect([stepsOf(drawn, "level:1"), stepsOf(drawn, "a")]).toEqual([["b", "c"], ["a"]]);
  });

  test("closes no circle, whatever is collapsed: what is drawn can be laid out", () => {
    fc.assert(
      fc.property(
        arbitraryGraph(),
        fc.constantFrom("level" as const, "subplan" as const),
        fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
        (graph, by, chosen) => {
          const groups = groupsOf(graph, by);
          const collapsed = new Set(groups.filter((_, index) => chosen[index]).map(({ id }) => id));
          const { shape, hidden } = drawGroups(graph, groups, collapsed);
          const place = new Map(topologicalOrder(shape).map((id, index) => [id, index]));
          for (const { from, to } of shape.dependencies) {
            expect(place.get(from) ?? -1).toBeLessThan(place.get(to) ?? -1);
          }
          // Every step is shown once: by its own card, or by its group's.
          const grouped = groups.flatMap(({ stepIds }) => stepIds);
          expect(new Set(grouped).size).toBe(grouped.length);
          expect(shape.steps.length + hidden.size - collapsed.size).toBe(graph.steps.length);
        },
      ),
    );
  });
});
