import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryGraph, makeGraph } from "#lib/testing/arbitrary-plan.ts";
import { indexAncestors } from "./ancestor-index.ts";
import { ancestors, argumentReferences, cyclePath, descendants, levels, topologicalOrder } from "./graph.ts";

describe("graph functions", () => {
  const graph = makeGraph(["d", "a", "b", "c", "e"], ["a>b", "a>c", "b>d", "c>d"]);

  it("find what lies before and behind a step", () => {
    expect([...ancestors(graph, "d")].toSorted()).toEqual(["a", "b", "c"]);
    expect([...descendants(graph, "a")].toSorted()).toEqual(["b", "c", "d"]);
    expect(ancestors(graph, "nobody").size).toBe(0);
  });

  it("order steps behind their dependencies, else as listed", () => {
    expect(topologicalOrder(graph)).toEqual(["a", "b", "c", "d", "e"]);
    fc.assert(
      fc.property(arbitraryGraph(), (any) => {
        const place = new Map(topologicalOrder(any).map((id, i) => [id, i]));
        expect(place.size).toBe(any.steps.length);
        for (const { from, to } of any.dependencies)
          expect(place.get(from) ?? 0).toBeLessThan(place.get(to) ?? 0);
      }),
    );
  });

  it("find the same ancestors by the index of all of them", () => {
    fc.assert(
      fc.property(arbitraryGraph(40), (any) => {
        const isAncestor = indexAncestors(any);
        for (const { id } of any.steps) {
          const found = any.steps.flatMap((step) => (isAncestor(step.id, id) ? [step.id] : []));
          expect(new Set(found)).toEqual(ancestors(any, id));
        }
      }),
    );
    expect(indexAncestors(graph)("nobody", "d")).toBe(false);
  });

  it("count levels by the longest way", () => {
    const deep = makeGraph(["a", "b", "c", "x"], ["a>b", "b>c", "a>c"]);
    expect(Object.fromEntries(levels(deep))).toEqual({ a: 0, b: 1, c: 2, x: 0 });
  });

  it("end on a graph with a cycle, with every step once", () => {
    const cyclic = { ...graph, dependencies: [...graph.dependencies, { from: "d", to: "a" }] };
    expect(topologicalOrder(cyclic).toSorted()).toEqual(["a", "b", "c", "d", "e"]);
    expect(levels(cyclic).size).toBe(5);
    expect(ancestors(cyclic, "a").has("a")).toBe(true);
  });

  it("show the way that a new dependency would close to a cycle", () => {
    expect(cyclePath(graph, "d", "a")).toEqual(["a", "b", "d"]);
    expect(cyclePath(graph, "a", "d")).toBeNull();
    expect(cyclePath(graph, "a", "a")).toEqual(["a"]);
  });

  it("find references wherever they stand in arguments", () => {
    expect(
      argumentReferences({
        query: { kind: "template", parts: ["about ", { ref: "a", path: ["topic"] }] },
        sections: {
          kind: "list",
          items: [{ kind: "object", properties: { content: { kind: "ref", ref: "b", path: [] } } }],
        },
        limit: { kind: "literal", value: 3 },
      }),
    ).toEqual([
      { ref: "a", path: ["topic"], at: ["query"] },
      { ref: "b", path: [], at: ["sections", 0, "content"] },
    ]);
  });
});
