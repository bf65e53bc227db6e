import { expect, test } from "vitest";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import { describePatch } from "#lib/domain/describe-patch.ts";
import { invertPatch } from "#lib/domain/invert-patch.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { duplicateSteps } from "./duplicate-steps.ts";
import { addAlone, addBeside, insertBetween, removeSteps } from "./edit-patches.ts";
import { makeStep } from "./new-step.ts";

const step = (id: string) => makeStep(null, id, id);
const chain: PlanGraph = {
  steps: ["a", "b", "c"].map(step),
  dependencies: [
    { from: "a", to: "b" },
    { from: "b", to: "c" },
  ],
};

function apply(patch: PlanPatch, graph = chain): PlanGraph {
  const outcome = applyPatch(graph, patch);
  if (!outcome.ok) throw new Error(outcome.errors[0]?.message);
  return outcome.graph;
}
const order = (graph: PlanGraph) => graph.steps.map(({ id }) => id).join("");
const arrows = (graph: PlanGraph) =>
  graph.dependencies
    .map(({ from, to }) => `${from}>${to}`)
    .toSorted()
    .join(" ");

test("a step is added alone, behind and before another", () => {
  expect(order(apply(addAlone(chain, step("x"))))).toBe("abcx");
  const behind = apply(addBeside(chain, step("x"), "a", "after"));
  expect([order(behind), arrows(behind)]).toEqual(["axbc", "a>b a>x b>c"]);
  const before = apply(addBeside(chain, step("x"), "a", "before"));
  expect([order(before), arrows(before)]).toEqual(["xabc", "a>b b>c x>a"]);
});

test("a step inserted on a dependency takes its place", () => {
  const graph = apply(insertBetween(step("x"), { from: "a", to: "b" }));
  expect([order(graph), arrows(graph)]).toEqual(["axbc", "a>x b>c x>b"]);
});

test("removing bridges, several steps in one patch", () => {
  expect(arrows(apply(removeSteps(chain, ["b"], [])))).toBe("a>c");
  expect(arrows(apply(removeSteps(chain, ["a", "b"], [])))).toBe("");
});

test("removing mends what read the step first, and one undo brings both back", () => {
  const items = (...ids: string[]) => ({
    x: { kind: "list" as const, items: ids.map((ref) => ({ kind: "ref" as const, ref, path: [] })) },
  });
  const reading: PlanGraph = {
    ...chain,
    steps: chain.steps.map((it) => (it.id === "c" ? { ...it, args: items("a", "b") } : it)),
  };
  const patch = removeSteps(reading, ["b"], []);
  const removed = apply(patch, reading);
  expect(removed.steps.find(({ id }) => id === "c")?.args).toEqual(items("a"));
  expect(describePatch(reading, patch)).toBe("Remove b");
  expect(apply(invertPatch(reading, patch), removed).steps).toEqual(reading.steps);
});

test("copies keep their originals' dependencies and read each other", () => {
  const reading: PlanGraph = {
    ...chain,
    steps: chain.steps.map((it) =>
      it.id === "c" ? { ...it, args: { x: { kind: "ref", ref: "b", path: [] } } } : it,
    ),
  };
  let count = 0;
  const { patch, copies } = duplicateSteps(reading, ["c", "b"], () => `copy-${++count}`);
  const graph = apply(patch, reading);
  expect(copies).toEqual(["copy-1", "copy-2"]);
  expect(arrows(graph)).toBe("a>b a>copy-1 b>c copy-1>copy-2");
  expect(graph.steps.find(({ id }) => id === "copy-2")?.args).toEqual({
    x: { kind: "ref", ref: "copy-1", path: [] },
  });
});

test("a copy of the longest title still fits, and a cut never halves a character", () => {
  const long: PlanGraph = { steps: [{ ...step("a"), title: "😀".repeat(100) }], dependencies: [] };
  const title = apply(duplicateSteps(long, ["a"], () => "b").patch, long).steps[1]?.title ?? "";
  expect(title.length).toBeLessThanOrEqual(200);
  expect(title.isWellFormed()).toBe(true);
});
