import { expect, test } from "vitest";
import { makeStep } from "#lib/testing/arbitrary-plan.ts";
import { stepReads, stepsRead } from "./step-reads.ts";

test("a step reads in its arguments, its fallbacks', its condition and its list, and not itself", () => {
  const step = makeStep("m", {
    kind: "map",
    args: {
      own: { kind: "ref", ref: "m", path: ["name"] },
      text: { kind: "template", parts: ["About ", { ref: "a", path: ["title"] }] },
    },
    fallbacks: [{ tool: "t", args: { x: { kind: "ref", ref: "b", path: [] } } }],
    each: { ref: "list", path: ["items"] },
    when: 'has(steps["a-1"].n) && steps.a.found > 0',
  });
  expect(stepReads(step)).toEqual([
    { ref: "a", path: ["title"] },
    { ref: "b", path: [] },
    { ref: "list", path: ["items"] },
    { ref: "a-1", path: ["n"] },
    { ref: "a", path: ["found"] },
  ]);
  expect(stepsRead(step)).toEqual(["a", "b", "list", "a-1"]);
});
