import { expect, test } from "vitest";
import type { Json } from "#lib/domain/json.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { testGraph, testStep } from "#lib/testing/seed-run.ts";
import { toolSpecs } from "#lib/tools/registry.ts";

function faults(tool: string, args: Record<string, Json>): string[] {
  const literals = Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, { kind: "literal" as const, value }]),
  );
  return validatePlan(testGraph([testStep("s", { tool, args: literals })]), toolSpecs(), null)
    .filter(({ severity }) => severity === "error")
    .map(({ field, message }) => `${field}: ${message}`);
}

test("a form that cannot be shown is found in the plan, at its argument", () => {
  const form = { type: "object", properties: { a: { type: "string" } } };
  expect(faults("human.ask", { question: "Which?", form })).toEqual([]);
  expect(faults("human.ask", { question: "Which?" })).toEqual([]);
  expect(faults("human.ask", { question: "Which?", form: { type: "object" } })).toEqual([
    "args.form: “Form”: The form has no fields: it needs “properties”, one for each field.",
  ]);
  const pattern = { type: "object", properties: { a: { pattern: "x" } } };
  expect(faults("human.ask", { question: "Which?", form: pattern })).toEqual([
    "args.form: “Form”: The schema cannot use “pattern” here.",
  ]);
});

test("a condition that cannot be asked is found in the plan", () => {
  const by = { tool: "knowledge.search", args: { query: "prices" } };
  expect(faults("wait.until", { ...by, condition: "size(output.passages) > 0" })).toEqual([]);
  expect(faults("wait.until", { minutes: 5, condition: null })).toEqual([]);
  expect(faults("wait.until", { ...by, condition: "args.total > 3" })).toEqual([
    expect.stringMatching(/^args\.condition: “Until this holds”: “args” is not known here/),
  ]);
});
