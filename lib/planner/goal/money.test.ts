import { describe, expect, test } from "vitest";
import { readGoalBudget, toCents } from "./money.ts";

describe("the goal budget", () => {
  test.each<[string, number, string]>([
    ["A strategy, budget $40,000", 4_000_000, "USD"],
    ["Do it for $20k", 2_000_000, "USD"],
    ["with 40 000 EUR", 4_000_000, "EUR"],
    ["with 40\u00a0000 EUR", 4_000_000, "EUR"],
    ["with 40\u202f000 €", 4_000_000, "EUR"],
    ["a campaign, €1.5m", 150_000_000, "EUR"],
    ["a budget of 300 dollars", 30_000, "USD"],
    ["40.000,50 € for all", 4_000_050, "EUR"],
    ["£2,500.75 in total", 250_075, "GBP"],
    ["1.2 million dollars", 120_000_000, "USD"],
    ["USD 5,000 at most", 500_000, "USD"],
    ["5000USD", 500_000, "USD"],
    ["budget of 5000", 500_000, "USD"],
    ["a 15k budget", 1_500_000, "USD"],
    ["CHF 12'500", 1_250_000, "CHF"],
    ["A$300", 30_000, "AUD"],
    ["$1,234,567.89", 123_456_789, "USD"],
    ["between $20k and $30k", 3_000_000, "USD"],
    ["$20-30k", 3_000_000, "USD"],
    ["increase revenue to $1m with a $50k budget", 5_000_000, "USD"],
    ["spend $900 on ads and reach $10,000 in sales", 90_000, "USD"],
    ["$0.10", 10, "USD"],
    ["in 2027 with 40 000 EUR", 4_000_000, "EUR"],
  ])("%s", (goal, cents, currency) => {
    expect(readGoalBudget(goal)?.amount.money).toEqual({ cents, currency });
  });

  test.each([
    "raise a $2m seed round",
    "reach 10k followers",
    "plan for 2027",
    "save $200 a week",
    "Q1 2027 budget 2027",
    "no money",
  ])("%s names none", (goal) => {
    expect(readGoalBudget(goal)).toBeNull();
  });

  test("says what it assumed", () => {
    expect(readGoalBudget("budget of 5000")?.remarks[0]).toContain("US dollars are assumed");
    expect(readGoalBudget("a budget of $500 per month")?.remarks[0]).toContain("recur");
  });
});

test("cents are exact where floating point is not", () => {
  expect(toCents("1.005", "m")).toBe(100_500_000);
  expect(toCents("4.35", "")).toBe(435);
  expect(toCents("1.115", "k")).toBe(111_500);
  expect(toCents("90071992547409.93", "")).toBeNull();
});
