import { expect, test } from "vitest";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { NO_EQUIPMENT } from "./equipment.ts";
import type { PlanGraph } from "./plan.ts";
import { planRisk, RISK, type RiskFacts } from "./plan-risk.ts";
import type { Step } from "./step.ts";
import { requires } from "./plain-step.ts";

const tools = toolSpecs();
const FACTS: RiskFacts = { tools, equipment: NO_EQUIPMENT, failures: [], unpriced: new Set() };
const done = requires(["passages"]);
const one = (parts: Partial<Step> = {}): PlanGraph => ({
  steps: [makeStep("a", { doneCondition: done, ...parts })],
  dependencies: [],
});
const score = (graph: PlanGraph, facts: Partial<RiskFacts> = {}) =>
  planRisk(graph, { ...FACTS, ...facts }).score;
const searches = (calls: number, failed: number) => [{ tool: "knowledge.search", calls, failed }];

test("a step of which nothing is known fails as often as is assumed, and half of that with another attempt", () => {
  expect(score(one())).toBeCloseTo(0.05);
  expect(score(one({ retry: { maxAttempts: 2, backoffSeconds: 0 } }))).toBeCloseTo(0.025);
});

test("earlier calls count beside the assumption, more the more there are", () => {
  expect(score(one(), { failures: searches(30, 0) })).toBeCloseTo(0.5 / 40);
  expect(score(one(), { failures: searches(10, 5) })).toBeCloseTo(5.5 / 20);
  const { reasons } = planRisk(one(), { ...FACTS, failures: searches(10, 5) });
  expect(reasons[0]).toBe("“Search knowledge” failed in 5 of its latest 10 calls here.");
});

test("a fallback helps as far as its own tool works", () => {
  const fallbacks = [{ tool: "cache.read", args: {} }];
  expect(score(one({ fallbacks }))).toBeCloseTo(0.05 * 0.05);
  // The same tool again is hardly another chance, and one that cannot be used is none.
  expect(score(one({ fallbacks: [{ tool: "knowledge.search", args: {} }] }))).toBeCloseTo(0.05 * RISK.again);
  expect(score(one({ fallbacks: [{ tool: "web.search", args: {} }] }))).toBeCloseTo(0.05);
});

test("a needed step whose tool cannot be used fails for sure", () => {
  const graph = one({ tool: "web.search", retry: { maxAttempts: 3, backoffSeconds: 0 } });
  const risk = planRisk(graph, FACTS);
  expect(risk).toMatchObject({ score: 1, level: "high" });
  expect(risk.reasons[0]).toContain(
    "cannot be used now: No web search provider is configured. “Step a” will fail.",
  );
});

test("what is optional or conditional does not keep a plan from its end", () => {
  expect(score(one({ optional: true }))).toBe(0);
  expect(score(one({ when: "true" }))).toBe(0);
});

test("a result that nothing checks, an unknown price and what happens once each add their share", () => {
  const sure = { optional: true };
  expect(score(one({ ...sure, doneCondition: requires() }))).toBeCloseTo(RISK.unchecked);
  const rubric = { ...requires(), rubric: "Good?" };
  expect(score(one({ ...sure, doneCondition: rubric }))).toBeCloseTo(RISK.unchecked);
  expect(
    score(one({ ...sure, doneCondition: rubric }), { equipment: { executor: true, checker: true } }),
  ).toBe(0);
  expect(score(one(sure), { unpriced: new Set(["a"]) })).toBeCloseTo(RISK.unpriced);
  const once = tools.map((tool) => ({ ...tool, sideEffect: "once" as const }));
  expect(score(one(sure), { tools: once })).toBeCloseTo(RISK.once);
  expect(planRisk(one(sure), { ...FACTS, tools: once }).reasons[0]).toBe(
    "“Step a” cannot be taken back or repeated once done.",
  );
});

test("chances add up over the steps, and the level is a word for them", () => {
  const many = (count: number): PlanGraph => {
    const graph = makeGraph(Array.from({ length: count }, (_, at) => `s${at}`));
    return { ...graph, steps: graph.steps.map((step) => ({ ...step, doneCondition: done })) };
  };
  expect(score(many(10))).toBeCloseTo(1 - 0.95 ** 10);
  expect([1, 5, 12].map((count) => planRisk(many(count), FACTS).level)).toEqual(["low", "medium", "high"]);
  expect(planRisk(many(5), FACTS).reasons).toEqual([
    "5 of 5 needed steps have no other tool to fall back on; 5 of them are tried only once.",
    "Nothing is known yet of how its tools fare here: 5 % of their calls are taken to fail.",
  ]);
});
