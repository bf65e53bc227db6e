import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryGraph, arbitrarySeed, makeGraph, makeStep, patchFor } from "#lib/testing/arbitrary-plan.ts";
import { applyPatch } from "./apply-patch.ts";
import { diffGraphs } from "./diff-graphs.ts";
import { listChanges } from "./list-changes.ts";
import type { PatchOperation } from "./patch.ts";

const before = makeGraph(["a", "b", "c"], ["a>b", "b>c"]);

function changed(...patch: PatchOperation[]) {
  const outcome = applyPatch(before, patch);
  if (!outcome.ok) throw new Error(outcome.errors[0]?.message);
  return listChanges(before, outcome.graph);
}

test("says which steps came, went and changed, and how", () => {
  expect(
    changed(
      { op: "remove", stepId: "c", bridge: false },
      { op: "update", stepId: "a", changes: { title: "Other", when: "true", expectedSeconds: 5 } },
      { op: "add", step: makeStep("n"), after: "b", dependencies: [{ from: "b", to: "n" }] },
      { op: "disconnect", from: "a", to: "b" },
    ),
  ).toEqual([
    {
      stepId: "a",
      mark: "changed",
      title: "Other",
      what: [`title: “Other” instead of “${makeStep("a").title}”`, "condition: true", "expected time: 5 s"],
    },
    { stepId: "b", mark: "changed", title: makeStep("b").title, what: ["no longer waits for “Other”"] },
    { stepId: "n", mark: "added", title: makeStep("n").title, what: [] },
    { stepId: "c", mark: "dropped", title: makeStep("c").title, what: [] },
  ]);
});

test("names a step that only has another place in the list", () => {
  const moved = changed({ op: "move", stepId: "c", after: null, rewire: false });
  expect(moved).toEqual([
    { stepId: "c", mark: "changed", title: makeStep("c").title, what: ["another place in the list"] },
  ]);
});

test("lists something exactly when the two differ", () => {
  fc.assert(
    fc.property(arbitraryGraph(), fc.array(arbitrarySeed, { maxLength: 8 }), (graph, seeds) => {
      const after = patchFor(graph, seeds).graph;
      expect(listChanges(graph, after).length > 0).toBe(diffGraphs(graph, after).length > 0);
    }),
  );
});
