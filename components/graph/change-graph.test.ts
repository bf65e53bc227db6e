import { expect, test } from "vitest";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { changeGraph } from "./change-graph.ts";

const now = makeGraph(["a", "b", "c"], ["a>b", "b>c"]);

function propose(...patch: PatchOperation[]) {
  const outcome = applyPatch(now, patch);
  if (!outcome.ok) throw new Error(outcome.errors[0]?.message);
  return changeGraph(now, outcome.graph);
}

test("what would go keeps its place, what would come has its own; lines say which they are", () => {
  const { graph, marks, dependencyMarks } = propose(
    { op: "remove", stepId: "b", bridge: true },
    { op: "add", step: makeStep("n"), after: "c", dependencies: [{ from: "c", to: "n" }] },
    { op: "update", stepId: "a", changes: { title: "Other" } },
  );
  expect(graph.steps.map(({ id, title }) => [id, title])).toEqual([
    ["a", "Other"],
    ["b", "Step b"],
    ["c", "Step c"],
    ["n", "Step n"],
  ]);
  expect(marks).toEqual({ a: "changed", b: "dropped", n: "added" });
  expect(dependencyMarks).toEqual({ "a b": "dropped", "b c": "dropped", "a c": "added", "c n": "added" });
  expect(graph.dependencies).toHaveLength(4);
});

test("the first step that would go stays first; what does not change bears no mark", () => {
  const { graph, marks } = propose({ op: "remove", stepId: "a", bridge: true });
  expect(graph.steps.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  expect(marks).toEqual({ a: "dropped" });
  expect(changeGraph(now, now)).toEqual({ graph: now, marks: {}, dependencyMarks: {} });
});
