import { describe, expect, test } from "vitest";
import { analyseGoal } from "../goal/analyse-goal.ts";
import { fundraisingCampaign } from "./fundraising-campaign.ts";
import { incidentReview } from "./incident-review.ts";
import { missingFacts } from "./missing-facts.ts";
import { PLAYBOOKS } from "./registry.ts";

const TODAY = "2026-11-23";
const asked = (goal: string, playbook = fundraisingCampaign) =>
  missingFacts(playbook, analyseGoal(goal, TODAY), TODAY).map(({ id }) => id);

test("what the goal says is not asked, what it does not is, three at most", () => {
  expect(asked("Raise money for the church roof")).toEqual(["period", "budget", "audience"]);
  expect(asked("Raise money for the church roof in March, budget $40,000")).toEqual(["audience"]);
  expect(asked("Raise money for the church roof from 1 May to 30 June")).toEqual(["budget", "audience"]);
  expect(asked("Appeal in March with a budget of $40,000, aimed at alumni")).toEqual([]);
});

test("a period that is over does not say when the plan is carried out", () => {
  expect(asked("Raise money for what the flood destroyed last month")).toContain("period");
});

test("what a playbook only uses, or does not use, is not asked", () => {
  expect(asked("Post-mortem of the outage", incidentReview)).toEqual([]);
});

describe.each(PLAYBOOKS.map((playbook) => [playbook.id, playbook] as const))("%s", (_id, playbook) => {
  const goal = playbook.phrases[0] ?? "";

  test("asks in whole sentences, with a default that the goal parser understands", () => {
    const bare = { ...analyseGoal(goal, TODAY), period: null, goalBudget: null, audience: null };
    for (const { id, question, why, default: answer } of missingFacts(playbook, bare, TODAY)) {
      expect(question).toMatch(/^[A-Z].*\?$/);
      expect(why).toMatch(/^[A-Z].*\.$/);
      const again = analyseGoal(`Something, ${answer}`, TODAY);
      if (id === "period") expect(again.period?.to ?? "", answer).toMatch(/^202[67]-/);
      if (id === "audience") expect(again.audience, answer).not.toBeNull();
      // There is no amount that would be right for everybody: without one the plan has no step that divides it.
      if (id === "budget") expect([answer, again.goalBudget]).toEqual(["no fixed budget", null]);
    }
  });
});
