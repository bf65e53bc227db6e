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
import { contextOf } from "./match.ts";
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

    test("says truly whether it uses the budget", () => {
      const steps = playbook.draft(contextFor(GOALS[0] ?? ""));
      const allocates = steps.some(({ step }) => step.tool === "budget.allocate");
      expect(playbook.facts.budget !== undefined).toBe(allocates);
    });

    test("says in every step what is wanted, and what its result must have", () => {
      for (const { step } of playbook.draft(contextFor(GOALS[0] ?? ""))) {
        expect(step.instruction.length, step.id).toBeGreaterThan(40);
        const { required, expression } = step.doneCondition;
        expect(required.length > 0 || expression !== null, step.id).toBe(true);
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
