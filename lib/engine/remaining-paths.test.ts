import { expect, test } from "vitest";
import { testGraph } from "#lib/testing/seed-run.ts";
import { remainingPaths } from "./remaining-paths.ts";

test("a step's path is the longest way from it to the end, itself included", () => {
  const graph = testGraph(["a", "b", "c", "d", "alone"], ["a>b", "a>c", "b>d", "c>d"]);
  const seconds = new Map([
    ["a", 2],
    ["b", 30],
    ["c", 4],
    ["d", 5],
  ]);
  expect(Object.fromEntries(remainingPaths(graph, seconds))).toEqual({ a: 37, b: 35, c: 9, d: 5, alone: 1 });
});

test("a chain of thousands is no trouble", () => {
  const ids = Array.from({ length: 5_000 }, (_, i) => `s${i}`);
  const graph = testGraph(
    ids,
    ids.slice(1).map((id, i) => `${ids[i]}>${id}`),
  );
  expect(remainingPaths(graph, new Map()).get("s0")).toBe(5_000);
});
