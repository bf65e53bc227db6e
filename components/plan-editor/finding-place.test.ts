import { expect, test } from "vitest";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { findingPlace } from "./finding-place.ts";

const graph = { ...makeGraph([]), steps: [makeStep("a", { title: "Send it" })] };

test.each([
  ["a", null, "Send it"],
  ["a", "args.url", "Send it: argument “url”"],
  ["a", "args", "Send it: arguments"],
  ["a", "fallbacks.1.args.text.0", "Send it: fallback 2, argument “text”"],
  ["a", "fallbacks.0.tool", "Send it: fallback 1, tool"],
  ["a", "doneCondition.required.0", "Send it: done-condition"],
  ["a", "toString", "Send it"],
  [null, null, "The plan"],
])("step %s, field %s is “%s”", (stepId, field, words) => {
  expect(findingPlace({ stepId, field }, graph)).toBe(words);
});
