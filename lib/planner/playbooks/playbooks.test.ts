import { describe, expect, test } from "vitest";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { Step } from "#lib/domain/step.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import type { DraftedStep } from "../drafted-step.ts";
import { draftExplicitPlan } from "../explicit-plan.ts";
import { analyseGoal } from "../goal/analyse-goal.ts";
import { genericPlan } from "./generic.ts";
import { contextOf, decide, matchPlaybooks } from "./match.ts";
import { PLAYBOOKS } from "./registry.ts";

const TODAY = "2026-11-23";
const contextFor = (goal: string) => contextOf(analyseGoal(goal, TODAY), TODAY);

function graphOf(steps: DraftedStep[]): PlanGraph {
  return {
    steps: steps.map(({ step }) => Step.parse(step)),
    dependencies: steps.flatMap(({ step, dependsOn }) => dependsOn.map((from) => ({ from, to: step.id }))),
  };
}

const GOALS = [
  "Something about eco-products for next quarter, budget $40,000, for young families",
  "Something about eco-products",
  "x",
  "Review it over the past 6 months with 12 EUR",
  "word ".repeat(1_900),
];

describe.each([...PLAYBOOKS, genericPlan].map((playbook) => [playbook.id, playbook] as const))(
  "%s",
  (_id, playbook) => {
    test.each(GOALS)("is a plan without findings for: %.60s", (goal) => {
      const context = contextFor(goal);
      const graph = graphOf(playbook.draft(context));
      expect(validatePlan(graph, toolSpecs(), context.analysis)).toEqual([]);
    });

    test("names every step before those that come after it, and ends in one document", () => {
      const steps = playbook.draft(contextFor(GOALS[0] ?? ""));
      const seen = new Set<string>();
      for (const { step, dependsOn } of steps) {
        expect(dependsOn.every((id) => seen.has(id))).toBe(true);
        seen.add(step.id);
      }
      const followed = new Set(steps.flatMap(({ dependsOn }) => dependsOn));
      expect(steps.filter(({ step }) => !followed.has(step.id)).map(({ step }) => step.tool)).toEqual([
        "document.compose",
      ]);
    });

    test("allocates a budget only when the goal names one, and never more than that", () => {
      const allocations = (goal: string) =>
        playbook.draft(contextFor(goal)).filter(({ step }) => step.tool === "budget.allocate");
      expect(allocations("Something about eco-products")).toEqual([]);
      for (const { step } of allocations(GOALS[0] ?? "")) {
        expect(step.args["totalCents"]).toEqual({ kind: "literal", value: 4_000_000 });
      }
    });

    test("keeps dates in the goal's period, or in the next 30 days", () => {
      const dates = (goal: string) =>
        playbook
          .draft(contextFor(goal))
          .flatMap(({ step }) =>
            step.tool === "calendar.build" ? [[step.args["from"], step.args["to"]]] : [],
          );
      for (const range of dates(GOALS[0] ?? ""))
        expect(range).toEqual([
          { kind: "literal", value: "2027-01-01" },
          { kind: "literal", value: "2027-03-31" },
        ]);
      for (const range of dates("Something"))
        expect(range).toEqual([
          { kind: "literal", value: "2026-11-23" },
          { kind: "literal", value: "2026-12-22" },
        ]);
      // What is left of this month: nothing is scheduled into the past.
      for (const range of dates("Something this month"))
        expect(range).toEqual([
          { kind: "literal", value: "2026-11-23" },
          { kind: "literal", value: "2026-11-30" },
        ]);
    });
  },
);

test("playbooks differ in field and shape", () => {
  const shapes = PLAYBOOKS.map((playbook) => {
    const { dependencies, steps } = graphOf(playbook.draft(contextFor(GOALS[0] ?? "")));
    const place = new Map(steps.map((step, index) => [step.id, index]));
    return dependencies.map(({ from, to }) => `${place.get(from)}>${place.get(to)}`).join(" ");
  });
  expect(PLAYBOOKS.length).toBeGreaterThanOrEqual(8);
  expect(new Set(shapes).size).toBe(PLAYBOOKS.length);
});

describe("the choice of a playbook", () => {
  test.each([
    [
      "Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000",
      "marketing-strategy",
    ],
    ["Plan a product launch for our new running shoe in March", "product-launch"],
    ["Organise a two-day conference in May", "event-plan"],
    ["Research the market for home batteries in Germany and write a report for investors", "research-report"],
    ["Review our marketing metrics of last quarter", "metrics-review"],
    ["Hire two backend engineers by the end of March", "hiring-plan"],
    ["Create a content calendar for the next 6 weeks about plant-based cooking", "content-calendar"],
    ["Make a budget plan for 2027 with $120k", "budget-plan"],
  ])("%s is clear", (goal, playbookId) => {
    const context = contextFor(goal);
    const decision = decide(matchPlaybooks(context.analysis, context), context);
    expect(decision).toMatchObject({ kind: "playbook", match: { playbookId } });
  });

  test.each([
    "Allocate a budget of 300 dollars across our ad channels",
    "Grow our podcast audience",
    "Create a growth plan for a bakery",
    "Run a social media campaign for a vegan bakery, $20k, in Q1 2027",
    "Help with our spring campaign and hiring",
    "Review the launch event numbers",
  ])("%s is asked about: the best three with reasons, and the generic plan", (goal) => {
    const context = contextFor(goal);
    const decision = decide(matchPlaybooks(context.analysis, context), context);
    if (decision.kind !== "ask") throw new Error(decision.kind);
    expect(decision.options).toHaveLength(4);
    expect(decision.options.at(-1)?.playbookId).toBe("generic");
    const scores = decision.options.slice(0, 3).map((option) => option.score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(decision.options.every((option) => option.reasons.length > 0 && option.stepCount > 2)).toBe(true);
  });

  test.each(["asdf qwer", "Write a poem about the sea", "Fix the roof"])("%s fits none", (goal) => {
    const context = contextFor(goal);
    expect(decide(matchPlaybooks(context.analysis, context), context)).toEqual({ kind: "generic" });
  });
});

describe("spelled-out steps", () => {
  const draft = (goal: string) => {
    const context = contextFor(goal);
    const plan = draftExplicitPlan(context);
    return {
      ...plan,
      graph: graphOf(plan.steps),
      findings: validatePlan(graphOf(plan.steps), toolSpecs(), context.analysis),
    };
  };

  test("get tools by verb and object, and arguments that fit", () => {
    const { graph, findings, remarks } = draft(
      "First research competitors and analyse our campaign metrics, then identify keywords, then schedule the posts for March and allocate the budget of $5,000, finally compile a report",
    );
    expect(graph.steps.map((step) => step.tool)).toEqual([
      "knowledge.search",
      "metrics.analyse",
      "keywords.extract",
      "calendar.build",
      "budget.allocate",
      "document.compose",
    ]);
    const budget = graph.steps.find((step) => step.tool === "budget.allocate");
    expect(budget?.args["groups"]).toEqual({
      kind: "ref",
      ref: "analyse-our-campaign-metrics",
      path: ["groups"],
    });
    expect(findings).toEqual([]);
    expect(remarks).toEqual([]);
  });

  test("that no tool does are working notes, and the remarks say so", () => {
    const { graph, findings, remarks } = draft("Do A and B, then C, finally D");
    expect(graph.steps.map((step) => step.tool)).toEqual([
      "text.write",
      "text.write",
      "text.write",
      "text.write",
    ]);
    expect(graph.dependencies).toEqual([
      { from: "a", to: "c" },
      { from: "b", to: "c" },
      { from: "c", to: "d" },
    ]);
    expect(findings).toEqual([]);
    expect(remarks[0]).toContain('"A", "B", "C", "D"');
  });

  test("named out of order come in an order that can be drafted one by one", () => {
    const { graph, findings } = draft(
      "Research the market, then draft the plan. Before drafting the plan, analyse the metrics.",
    );
    expect(graph.steps.map((step) => step.id)).toEqual([
      "research-the-market",
      "analyse-the-metrics",
      "draft-the-plan",
    ]);
    expect(findings).toEqual([]);
  });

  test("to allocate without an amount say that there is none", () => {
    const { graph, findings, remarks } = draft("Research prices, then allocate the budget");
    expect(graph.steps.map((step) => step.tool)).toEqual(["knowledge.search", "text.write"]);
    expect(remarks.join(" ")).toContain("No amount could be read");
    expect(findings).toEqual([]);
  });

  test("with the same words after cutting get ids of their own", () => {
    const { graph } = draft("1. Ärger melden!\n2. 你好\n3. 再见");
    expect(new Set(graph.steps.map((step) => step.id)).size).toBe(graph.steps.length);
    expect(
      applyPatch(
        { steps: [], dependencies: [] },
        graph.steps.map((step) => ({ op: "add", step, after: null, dependencies: [] })),
      ).ok,
    ).toBe(true);
  });
});
