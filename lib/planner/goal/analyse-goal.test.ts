import { describe, expect, test } from "vitest";
import { GoalAnalysis } from "#lib/domain/goal.ts";
import { analyseGoal, titleOfGoal } from "./analyse-goal.ts";

const TODAY = "2026-11-23";

test("the reference goal", () => {
  const text = "Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000";
  const analysis = analyseGoal(text, TODAY);
  expect(analysis).toEqual({
    text,
    topic: "eco-products",
    deliverable: "marketing strategy",
    period: { from: "2027-01-01", to: "2027-03-31", words: "next quarter" },
    goalBudget: { cents: 4_000_000, currency: "USD" },
    audience: null,
    keywords: ["eco-products", "marketing strategy"],
    explicitSteps: [],
    explicitDependencies: [],
    musts: [],
    mustNots: [],
    assumptions: [],
  });
  expect(titleOfGoal(analysis)).toBe("Marketing strategy: eco-products");
});

describe("topic, deliverable and audience", () => {
  test.each<[string, string, string | null, string | null]>([
    [
      "Plan a product launch for our new running shoe in March, aimed at amateur runners",
      "new running shoe",
      "product launch",
      "amateur runners",
    ],
    ["Organise a two-day conference for 200 teachers in May", "two-day conference", "conference", "teachers"],
    ["Hire two backend engineers by the end of March", "two backend engineers", "hiring plan", null],
    [
      "Research the market for home batteries in Germany and write a report for investors",
      "home batteries",
      "report",
      "investors",
    ],
    ["Review our marketing metrics of last quarter", "marketing metrics", "metrics review", null],
    [
      "Create a content calendar for the next 6 weeks about plant-based cooking",
      "plant-based cooking",
      "content calendar",
      null,
    ],
    ["Write a newsletter for parents about summer camps", "summer camps", "newsletter", "parents"],
    [
      "Run a social media campaign for a vegan bakery, $20k, in Q1 2027",
      "vegan bakery",
      "social media campaign",
      null,
    ],
    ["Improve our onboarding emails", "onboarding emails", null, null],
    ["Make a guide on composting. Audience: city residents.", "composting", "guide", "city residents"],
  ])("%s", (goal, topic, deliverable, audience) => {
    const analysis = analyseGoal(goal, TODAY);
    expect({ topic: analysis.topic, deliverable: analysis.deliverable, audience: analysis.audience }).toEqual(
      { topic, deliverable, audience },
    );
  });
});

test("a goal without a period has the next 30 days as a recorded assumption", () => {
  expect(analyseGoal("Improve our onboarding emails", TODAY).assumptions).toEqual([
    "No period could be read from the goal; where dates are needed, the next 30 days (2026-11-23 to 2026-12-22) are assumed.",
  ]);
});

test.each([
  ["a question mark", "?"],
  ["dots", "..."],
  ["emoji", "🦄🦄"],
  ["one foreign word", "Kaffee"],
  ["one letter 10,000 times", "a".repeat(10_000)],
  ["conjunctions only", "then then then"],
  ["empty numbers", "1. 2. 3."],
  ["currency signs", "$ € £"],
  ["commas and ands", "and, and, and"],
  ["symbols", "Ω≈ç√"],
  ["words of order", "before after once"],
  ["empty bullets", "- \n- \n-"],
  ["one word 2,000 times", "plan ".repeat(2_000)],
])("any goal has an analysis: %s", (_name, goal) => {
  const analysis = analyseGoal(goal, TODAY);
  expect(GoalAnalysis.parse(analysis)).toEqual(analysis);
  expect(analysis.topic).not.toBe("");
  expect(titleOfGoal(analysis).length).toBeGreaterThan(0);
  expect(titleOfGoal(analysis).length).toBeLessThanOrEqual(83);
});
