import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryGraph, makeGraph } from "#lib/testing/arbitrary-plan.ts";
import { shapeName } from "./shape-name.ts";

test("equal graphs have equal names, whatever their steps say", () => {
  fc.assert(
    fc.property(arbitraryGraph(), (graph) => {
      const retitled = { ...graph, steps: graph.steps.map((step) => ({ ...step, title: `${step.title}!` })) };
      expect(shapeName(retitled)).toBe(shapeName(graph));
    }),
  );
});

test("another step, dependency or order is another name", () => {
  const chain = makeGraph(["a", "b", "c"], ["a>b", "b>c"]);
  const names = [
    makeGraph([], []),
    makeGraph(["a", "b"], []),
    makeGraph(["b", "a"], []),
    makeGraph(["ab"], []),
    makeGraph(["a", "b"], ["a>b"]),
    makeGraph(["a", "b"], ["b>a"]),
    chain,
    { ...chain, dependencies: chain.dependencies.toReversed() },
  ].map(shapeName);
  expect(new Set(names).size).toBe(names.length);
  const many = Array.from({ length: 20_000 }, (_, index) => shapeName(makeGraph([`s${index}`], [])));
  expect(new Set(many).size).toBe(many.length);
});
