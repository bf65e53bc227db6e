import { expect, test } from "vitest";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { makeStep } from "./new-step.ts";
import { sayEdit } from "./say-edit.ts";

const graph = (ids: string[], dependencies: PlanGraph["dependencies"]): PlanGraph => ({
  steps: ids.map((id) => makeStep(null, id.toUpperCase(), id)),
  dependencies,
});
const chain = graph(
  ["a", "b", "c"],
  [
    { from: "a", to: "b" },
    { from: "b", to: "c" },
  ],
);

function said(before: PlanGraph, patch: PlanPatch, name?: string): string {
  const outcome = applyPatch(before, patch);
  if (!outcome.ok) throw new Error(outcome.errors[0]?.message);
  return sayEdit(before, outcome.graph, patch, name);
}

test("an edit is said in the words that undo uses", () => {
  expect(said(chain, [{ op: "connect", from: "a", to: "c" }])).toBe("Connect A to C: done.");
  expect(said(chain, [{ op: "connect", from: "a", to: "c" }], "Paste 2 steps")).toBe("Paste 2 steps: done.");
});

test("a removal says what was joined in the step's place", () => {
  expect(said(chain, [{ op: "remove", stepId: "b", bridge: true }])).toBe(
    "Remove B: done. “C” now depends on “A”.",
  );
  expect(said(chain, [{ op: "remove", stepId: "a", bridge: true }])).toBe("Remove A: done.");
});

test("many joined dependencies are counted", () => {
  const ends = ["a", "b", "d", "e"];
  const star = graph(
    [...ends, "m"],
    [
      { from: "a", to: "m" },
      { from: "b", to: "m" },
      { from: "m", to: "d" },
      { from: "m", to: "e" },
    ],
  );
  expect(said(star, [{ op: "remove", stepId: "m", bridge: true }])).toBe(
    "Remove M: done. 4 dependencies now lead past what was removed.",
  );
});
