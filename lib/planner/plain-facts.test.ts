import { expect, test } from "vitest";
import { draftRequest } from "#lib/testing/planner-ports.ts";
import { builtInDrafter } from "./built-in-drafter.ts";
import { analyseGoal } from "./goal/analyse-goal.ts";
import { withAnswers } from "./goal/with-answers.ts";
import type { Drafted, DraftRequest } from "./ports.ts";

const TODAY = "2026-11-23";
const requestOf = (goal: string, source: DraftRequest["source"], answers: DraftRequest["answers"] = []) =>
  draftRequest({ analysis: analyseGoal(goal, TODAY), today: TODAY, source, answers });
const asked = async (goal: string, source: DraftRequest["source"]) =>
  (await builtInDrafter.questions(requestOf(goal, source))).questions.map(({ id }) => id);
const assumed = async (request: DraftRequest) => {
  const drafted: Drafted[] = [];
  for await (const one of builtInDrafter.draft(request)) drafted.push(one);
  return drafted.flatMap((one) => (one.kind === "assumption" ? [one.text] : []));
};
const explicit = { kind: "explicit" } as const;
const generic = { kind: "generic" } as const;

test.each([
  ["Research prices, then allocate the budget", ["budget"]],
  ["Research prices, then allocate the budget of $5,000", []],
  ["Collect topics, then schedule the entries, finally write a newsletter", ["period", "audience"]],
  ["Collect topics, then schedule the entries for next month, finally write a newsletter for customers", []],
  ["Research wood types, then compare them", []],
])("spelled-out steps ask for what a step needs: %s", async (goal, facts) => {
  expect(await asked(goal, explicit)).toEqual(facts);
});

test.each([
  ["Something about lighthouses", ["audience"]],
  ["What our heating costs", ["budget", "audience"]],
  ["The timeline and the costs of the move", ["period", "budget", "audience"]],
  ["The costs of lighthouses in March 2027, budget $500, aimed at sailors", []],
])("a general plan asks for what its goal speaks of: %s", async (goal, facts) => {
  expect(await asked(goal, generic)).toEqual(facts);
});

test("whoever is not asked reads what is taken for granted instead", async () => {
  const goal = "Collect topics, then schedule the entries, finally write a newsletter";
  expect(await assumed(requestOf(goal, explicit))).toEqual([
    "The goal names no period that lies ahead: 23 November 2026 to 22 December 2026 is taken.",
    "The goal names no audience, so texts are written for nobody in particular.",
  ]);
  expect(await assumed(requestOf(goal, explicit, [["Which period is it for?", "next 30 days"]]))).toEqual([]);
  expect(await assumed(requestOf("What our heating costs", generic))).toContain(
    "The goal names no amount, so none is divided.",
  );
});

test("answers are taken as the goal's own facts; an audience without its preposition", async () => {
  const goal = "Research prices, then allocate the budget, finally write a newsletter";
  const analysis = analyseGoal(goal, TODAY);
  const { questions } = await builtInDrafter.questions(requestOf(goal, explicit));
  const answered = withAnswers(analysis, questions, { budget: "5,000 dollars" }, TODAY);
  expect(answered.goalBudget).toEqual({ cents: 500_000, currency: "USD" });
  expect(answered.audience).toBe("general readers");
  const named = withAnswers(analysis, questions, { audience: "Teachers and parents" }, TODAY);
  expect(named.audience).toBe("Teachers and parents");
});
