import { beforeAll, describe, expect, test } from "vitest";
import { embedBuiltIn } from "#lib/models/built-in-embedder.ts";
import { analyseGoal } from "../goal/analyse-goal.ts";
import { decide, contextOf, matchPlaybooks, SURE } from "./match.ts";
import { learnPlaybooks, type Embed } from "./meaning.ts";
import { PLAYBOOKS } from "./registry.ts";

const TODAY = "2026-11-23";
const { signal } = new AbortController();
/** Longer than any machine needs, so that no test depends on how fast this one is. */
const PATIENT = 60_000;

function matched(goal: string, embed: Embed | null = embedBuiltIn, patienceMs = PATIENT) {
  const context = contextOf(analyseGoal(goal, TODAY), TODAY);
  return matchPlaybooks(context.analysis, context, { embed, signal, patienceMs });
}
async function decided(goal: string, embed: Embed | null = embedBuiltIn) {
  return decide(await matched(goal, embed), contextOf(analyseGoal(goal, TODAY), TODAY));
}

/** A vector that is quickly made: which pairs of letters a text has. */
function letterPairs(text: string): number[] {
  const vector = Array<number>(256).fill(0);
  for (let at = 1; at < text.length; at++) {
    const place = (text.charCodeAt(at - 1) * 31 + text.charCodeAt(at)) % vector.length;
    vector[place] = 1;
  }
  return vector.map((value) => value / Math.hypot(...vector));
}

beforeAll(() => learnPlaybooks(embedBuiltIn).then(() => undefined), 60_000);

describe("by words and meaning", () => {
  test.each([
    [
      "Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000",
      "marketing-strategy",
    ],
    ["Plan a product launch for our new running shoe in March", "product-launch"],
    ["Organise a two-day conference in May", "event-plan"],
    ["Write a research report on ferry traffic in the Baltic for the port authority", "research-report"],
    ["Review our marketing metrics of last quarter", "metrics-review"],
    ["Hire two backend engineers by the end of March", "hiring-plan"],
    ["Create a content calendar for the next 6 weeks about plant-based cooking", "content-calendar"],
    ["Make a budget plan for 2027 with $120k", "budget-plan"],
    ["Compare our coffee machines with those of the competition", "competitor-comparison"],
    ["Prepare a customer survey about our opening hours", "customer-survey"],
    ["Apply for a grant from the arts council for our puppet theatre", "grant-application"],
    ["Post-mortem of Monday's outage of the ticket machines", "incident-review"],
    ["Migrate our order database to PostgreSQL", "system-migration"],
    ["Onboarding for three new volunteers at the hospice", "onboarding-plan"],
    ["Design a training course on forklift driving for warehouse staff", "training-course"],
    ["Plan a trip to Norway with my parents in July", "trip-plan"],
    ["Choose a vendor for our school's lunch boxes", "vendor-selection"],
    ["Fundraising campaign for a new lifeboat", "fundraising-campaign"],
    ["Audit the website of the town library", "website-audit"],
    ["Get the press to cover our robot show for schools", "press-campaign"],
    ["Plan the relocation of our architects' office to the harbour", "office-move"],
    ["Risk assessment for the climbing wall", "risk-assessment"],
    ["Literature review on coral bleaching", "literature-review"],
    ["Renovate the farmhouse kitchen", "home-renovation"],
  ])("%s is clear", async (goal, playbookId) => {
    expect(await decided(goal)).toMatchObject({ kind: "playbook", match: { playbookId } });
  });

  test.each([
    "Run a survey among our tenants about the new heating",
    "Help with our spring campaign and hiring",
    "Review the launch event numbers",
    "Look into the risks of the new website",
  ])("%s is asked about: the best three with reasons, and the generic plan", async (goal) => {
    const decision = await decided(goal);
    if (decision.kind !== "ask") throw new Error(JSON.stringify(decision));
    expect(decision.options).toHaveLength(4);
    expect(decision.options.at(-1)?.playbookId).toBe("generic");
    const scores = decision.options.slice(0, 3).map((option) => option.score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores.every((score) => score < SURE)).toBe(true);
    expect(decision.options.every((option) => option.reasons.length > 0 && option.stepCount > 2)).toBe(true);
  });

  test.each([
    "asdf qwer",
    "Write a poem about the sea",
    "Solve the equation x squared minus 5x plus 6 equals 0",
    "Bake a birthday cake without eggs",
    "Knit a jumper with a zigzag pattern",
    "Convert these recipes from cups into grams",
    "Write a bedtime story about a lonely whale",
    "Prove that there are infinitely many primes",
    "Compose a string quartet in G minor",
    "Find a name for our puppy",
    "Draw the family tree of my mother's side",
    "Memorise the capitals of Africa",
    "Grow a bonsai from seed",
    "Restore an old oil painting",
    "Write a chess engine in Rust",
    "Explain quantum entanglement to me like I am five",
    "Zanzibar sundials",
  ])("%s fits none", async (goal) => {
    expect(await decided(goal)).toEqual({ kind: "generic" });
  });

  test("a goal that shares no word with its playbook is found by what it means, and the reason says so", async () => {
    const matches = await matched("Help new colleagues find their way around in the beginning");
    expect(matches[0]?.playbookId).toBe("onboarding-plan");
    expect(matches[0]?.reasons.join(" ")).toContain('Close in meaning to: "');
  });

  test("every score is a share of one certainty, however many playbooks a goal speaks for", async () => {
    for (const goal of [
      "Hire a trainer, launch the product, move the office, survey customers",
      "x",
      "a b",
    ]) {
      const scores = (await matched(goal)).map((match) => match.score);
      expect(scores.reduce((sum, score) => sum + score, 0)).toBeLessThanOrEqual(1.05);
      expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
    }
  });

  test("a goal of any length is matched", async () => {
    const long = await matched(`Plan a trip to Norway. ${"It should be nice there. ".repeat(390)}`);
    expect(long).toHaveLength(PLAYBOOKS.length);
  });
});

describe("by words alone", () => {
  const failing: Embed = () => Promise.reject(new Error("no model"));
  const silent: Embed = () => Promise.withResolvers<number[][]>().promise;
  const goals = ["Plan a product launch for our new shoe", "Grow our podcast audience", "asdf qwer"];

  test.each([
    ["fails", failing],
    ["does not answer in time", silent],
  ])("when meaning %s, and less sure", async (_why, embed) => {
    for (const goal of goals) expect(await matched(goal, embed, 1)).toEqual(await matched(goal, null));
    const [both] = await matched(goals[0] ?? "");
    const [words] = await matched(goals[0] ?? "", embed, 1);
    expect(words?.playbookId).toBe(both?.playbookId);
    expect(words?.score).toBeLessThan(both?.score ?? 0);
  });

  test("what failed to be learned is learned at the next call", async () => {
    let broken = true;
    const byLetters: Embed = (texts, stop) =>
      broken ? failing(texts, stop) : Promise.resolve(texts.map(letterPairs));
    const goal = "Plan a week in Lisbon with two small children";
    expect((await matched(goal, byLetters))[0]?.reasons.join()).not.toContain("Close in meaning");
    broken = false;
    expect((await matched(goal, byLetters))[0]?.reasons.join()).toContain(`Close in meaning to: "${goal}"`);
  });

  test.each([
    [
      "Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000",
      "marketing-strategy",
    ],
    ["Create a content calendar for the next 6 weeks about plant-based cooking", "content-calendar"],
    ["Set up a hiring plan for two engineers", "hiring-plan"],
  ])("%s is clear all the same", async (goal, playbookId) => {
    expect(await decided(goal, null)).toMatchObject({ kind: "playbook", match: { playbookId } });
  });

  test.each(["asdf qwer", "Write a poem about the sea", "Knit a jumper"])("%s fits none", async (goal) => {
    expect(await decided(goal, null)).toEqual({ kind: "generic" });
  });

  test("an aborted match ends with the signal's reason", async () => {
    const context = contextOf(analyseGoal("Plan a trip", TODAY), TODAY);
    const means = { embed: silent, signal: AbortSignal.abort(new Error("the worker stops")) };
    await expect(matchPlaybooks(context.analysis, context, means)).rejects.toThrow("the worker stops");
  });
});
