import { expect, it } from "vitest";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { describePatch } from "./describe-patch.ts";
import type { PatchOperation } from "./patch.ts";
import { replanDiff } from "./replan-diff.ts";

const graph = makeGraph(["a", "b", "c"], ["a>b", "b>c"]);
const add = (id: string): PatchOperation => ({
  op: "add",
  step: makeStep(id, { title: "Competitor analysis" }),
  after: "a",
  dependencies: [{ from: "a", to: id }],
});
const update = (
  stepId: string,
  changes: Extract<PatchOperation, { op: "update" }>["changes"],
): PatchOperation => ({
  op: "update",
  stepId,
  changes,
});

it.each<[string, PatchOperation[]]>([
  ["Add Competitor analysis", [add("n")]],
  [
    "Add Competitor analysis",
    [{ op: "disconnect", from: "a", to: "b" }, add("n"), { op: "connect", from: "n", to: "b" }],
  ],
  ["Add 2 steps", [add("n"), add("m")]],
  ["Remove Step b", [{ op: "remove", stepId: "b", bridge: true }]],
  [
    "Remove 2 steps",
    [
      { op: "remove", stepId: "b", bridge: true },
      { op: "remove", stepId: "c", bridge: true },
    ],
  ],
  ["Change 2 steps", [{ op: "remove", stepId: "b", bridge: true }, add("n")]],
  ["Move Step b", [{ op: "move", stepId: "b", after: null, rewire: true }]],
  ["Rename Step a to Market", [update("a", { title: "Market" })]],
  ["Change tool of Step a", [update("a", { tool: "web.search", args: {} })]],
  ["Edit arguments of Step a", [update("a", { args: {} })]],
  ["Edit Step a", [update("a", { instruction: "", timeoutSeconds: 5 })]],
  ["Edit 2 steps", [update("a", { args: {} }), update("b", { args: {} })]],
  ["Connect Step a to Step c", [{ op: "connect", from: "a", to: "c" }]],
  ["Disconnect Step a from Step b", [{ op: "disconnect", from: "a", to: "b" }]],
  [
    "Change 2 dependencies",
    [
      { op: "disconnect", from: "a", to: "b" },
      { op: "connect", from: "a", to: "c" },
    ],
  ],
])("%s", (words, patch) => {
  expect(describePatch(graph, patch)).toBe(words);
});

it("a replan says of every step whether it is kept, changed (and how), added or dropped", () => {
  const diff = replanDiff(graph, [
    { op: "remove", stepId: "b", bridge: true },
    add("n"),
    update("a", {
      tool: "cache.read",
      args: { query: { kind: "literal", value: "x" } },
      optional: true,
      fallbacks: [{ tool: "web.search", args: {} }],
    }),
  ]);
  expect(diff).toEqual({
    kept: [],
    changed: [
      {
        stepId: "a",
        what: [
          "tool: cache.read instead of knowledge.search",
          "argument: query",
          "fallbacks: web.search",
          "now optional",
        ],
      },
      { stepId: "c", what: ["now waits for “Step a”", "no longer waits for “Step b”"] },
    ],
    added: ["n"],
    dropped: ["b"],
  });
  expect(replanDiff(graph, [update("a", {})])).toEqual({
    kept: ["a", "b", "c"],
    changed: [],
    added: [],
    dropped: [],
  });
});

it("a replan that does not fit the graph is refused", () => {
  expect(() => replanDiff(graph, [{ op: "remove", stepId: "x", bridge: true }])).toThrow("no step “x”");
});
