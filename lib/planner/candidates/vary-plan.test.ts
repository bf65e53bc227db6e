import { describe, expect, test } from "vitest";
import { CandidateStyle } from "#lib/domain/candidate.ts";
import { NO_EQUIPMENT } from "#lib/domain/equipment.ts";
import type { EstimateBasis } from "#lib/domain/estimate-basis.ts";
import { NOTHING_KNOWN } from "#lib/domain/known-uses.ts";
import { estimatePlan } from "#lib/domain/estimate-plan.ts";
import { ancestors } from "#lib/domain/graph.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { planRisk, type PlanRisk } from "#lib/domain/plan-risk.ts";
import type { Step } from "#lib/domain/step.ts";
import { requires } from "#lib/domain/plain-step.ts";
import { stepsRead } from "#lib/domain/step-reads.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import type { DraftedStep } from "../drafted-step.ts";
import { draftExplicitPlan } from "../explicit-plan.ts";
import { analyseGoal } from "../goal/analyse-goal.ts";
import { genericPlan } from "../playbooks/generic.ts";
import { contextOf } from "../playbooks/match.ts";
import { PLAYBOOKS } from "../playbooks/registry.ts";
import { makeStep } from "#lib/testing/arbitrary-plan.ts";
import { varyPlan } from "./vary-plan.ts";

const TODAY = "2026-11-23";
const tools = toolSpecs();
const models = { provider: "Ours", model: "m", price: { inputMicros: 400_000, outputMicros: 1_600_000 } };
/** A workspace without models, and one with all of them. */
const WORKSPACES = {
  "no models": { equipment: NO_EQUIPMENT, basis: NOTHING_KNOWN },
  models: {
    equipment: { executor: true, checker: true },
    basis: { ...NOTHING_KNOWN, models: { executor: models, checker: models } } as EstimateBasis,
  },
};
const GOALS = [
  "Something about eco-products for next quarter, budget $40,000, for young families",
  "Something about eco-products",
];
const EXPLICIT = [
  "Research competitors, then analyse our campaign metrics, then identify keywords, finally compile a report",
  "Research refill shops, then draft a newsletter, finally compile a report",
  "Schedule the posts for March. After that research the market. Then allocate the budget of $5,000.",
];

const analysed = (goal: string) => contextOf(analyseGoal(goal, TODAY), TODAY);
const graphOf = (steps: DraftedStep[]): PlanGraph => ({
  steps: steps.map(({ step }) => step),
  dependencies: steps.flatMap(({ step, dependsOn }) => dependsOn.map((from) => ({ from, to: step.id }))),
});
const errors = (graph: PlanGraph, goal: string, equipment = NO_EQUIPMENT) =>
  validatePlan(graph, tools, analysed(goal).analysis, equipment).filter(
    ({ severity }) => severity === "error",
  );

const PLANS = [
  ...[...PLAYBOOKS, genericPlan].flatMap((playbook) =>
    GOALS.map((goal) => [playbook.id, goal, graphOf(playbook.draft(analysed(goal)))] as const),
  ),
  ...EXPLICIT.map((goal) => ["explicit", goal, graphOf(draftExplicitPlan(analysed(goal)).steps)] as const),
];

describe.each(Object.entries(WORKSPACES))("with %s", (_name, { equipment, basis }) => {
  describe.each(PLANS)("%s: %.40s", (_id, goal, graph) => {
    const { analysis } = analysed(goal);
    const means = { tools, equipment, analysis, basis };
    const risk = (one: PlanGraph): PlanRisk =>
      planRisk(one, { tools, equipment, failures: [], unpriced: new Set() });

    test.each(CandidateStyle.options)("%s can be carried out, and says what it does", (style) => {
      const made = varyPlan(style, graph, means);
      expect(errors(made.graph, goal, equipment)).toEqual([]);
      expect(made.remarks.length).toBeGreaterThan(0);
      // What a plan is for stays, and so does every step that is needed.
      const kept = new Set(made.graph.steps.map(({ id }) => id));
      const needed = graph.steps.filter(({ optional, when }) => !optional && when === null);
      expect(needed.filter(({ id }) => !kept.has(id))).toEqual([]);
      expect(varyPlan(style, graph, means)).toEqual(made);
      // What reads something waits for it.
      for (const step of made.graph.steps)
        for (const read of stepsRead(step)) expect(ancestors(made.graph, step.id).has(read)).toBe(true);
    });

    test("each style gives what its name promises", () => {
      const before = estimatePlan(graph, tools, basis);
      const cheap = varyPlan("cheap", graph, means).graph;
      expect(estimatePlan(cheap, tools, basis).costMicros.p90).toBeLessThanOrEqual(before.costMicros.p90);
      expect(cheap.steps.length).toBeLessThanOrEqual(graph.steps.length);
      const fast = varyPlan("fast", graph, means).graph;
      expect(estimatePlan(fast, tools, basis).seconds.p50).toBeLessThanOrEqual(before.seconds.p50);
      const careful = varyPlan("careful", graph, means);
      expect(careful.graph).not.toBe(graph);
      // A review is one more step that can fail, and lessens what the formula does not see.
      if (!equipment.executor) expect(risk(careful.graph).score).toBeLessThanOrEqual(risk(graph).score);
    });
  });
});

const MEANS = { tools, equipment: { executor: true, checker: true }, analysis: null };
const search = (id: string, parts: Partial<Step> = {}) =>
  makeStep(id, {
    args: { query: { kind: "literal", value: id } },
    doneCondition: requires(["passages"]),
    ...parts,
  });
const ref = (id: string) => ({ kind: "ref" as const, ref: id, path: [] });
const write = (id: string, material: string[], parts: Partial<Step> = {}) =>
  makeStep(id, {
    tool: "text.write",
    args: {
      brief: { kind: "literal", value: "b" },
      topic: { kind: "literal", value: "t" },
      material: { kind: "list", items: material.map(ref) },
    },
    doneCondition: requires(["text"]),
    ...parts,
  });
const only = (graph: PlanGraph, id: string) => graph.steps.find((step) => step.id === id);

test("cheap lets no model judge or fill in where something else does", () => {
  const judged = { ...requires(["text"]), rubric: "Is it good?", maxRepeats: 2 };
  const graph: PlanGraph = {
    steps: [
      search("a", { args: { query: { kind: "literal", value: "a" }, limit: { kind: "open" } } }),
      write("b", ["a"], { doneCondition: judged }),
      write("c", ["a"], { doneCondition: { ...requires(), rubric: "Is it good?" } }),
    ],
    dependencies: [
      { from: "a", to: "b" },
      { from: "a", to: "c" },
    ],
  };
  const made = varyPlan("cheap", graph, MEANS);
  expect(only(made.graph, "a")?.args).not.toHaveProperty("limit");
  expect(only(made.graph, "b")?.doneCondition).toMatchObject({ rubric: null, required: [["text"]] });
  // A rubric that was the only check is replaced by one.
  expect(only(made.graph, "c")?.doneCondition.rubric).toBeNull();
  expect(only(made.graph, "c")?.doneCondition.required).toContainEqual(["text"]);
  expect(made.remarks.join(" ")).toContain("no model judges");
});

test("cheap keeps an optional step that a needed one could not do without", () => {
  const graph: PlanGraph = {
    steps: [search("a", { optional: true }), search("b", { optional: true }), write("c", ["a", "b"])],
    dependencies: [
      { from: "a", to: "c" },
      { from: "b", to: "c" },
    ],
  };
  const made = varyPlan("cheap", graph, MEANS).graph;
  expect(made.steps.map(({ id }) => id)).toEqual(["b", "c"]);
});

test("fast cuts waits without an input, but not those before and after what happens outside", () => {
  const outside = { ...(tools[0] ?? never()), name: "mail.send", sideEffect: "once" as const };
  const graph: PlanGraph = {
    steps: [search("a"), search("b"), search("mail", { tool: "mail.send" }), search("c"), write("d", ["c"])],
    dependencies: [
      { from: "a", to: "b" },
      { from: "b", to: "mail" },
      { from: "mail", to: "c" },
      { from: "c", to: "d" },
    ],
  };
  const made = varyPlan("fast", graph, { ...MEANS, tools: [...tools, outside] }).graph;
  // Nothing is sent before all that came before it; and what comes after it still does.
  expect(made.dependencies).toEqual([
    { from: "a", to: "mail" },
    { from: "b", to: "mail" },
    { from: "c", to: "d" },
    { from: "mail", to: "c" },
  ]);
});

test("fast keeps the order that the goal spells out", () => {
  const goal = "Research competitors, then research suppliers, then research prices";
  const graph = graphOf(draftExplicitPlan(analysed(goal)).steps);
  expect(graph.dependencies).toHaveLength(2);
  const made = varyPlan("fast", graph, { ...MEANS, analysis: analysed(goal).analysis }).graph;
  expect(made.dependencies).toEqual(graph.dependencies);
});

test("careful does not repeat what must happen once", () => {
  const outside = { ...(tools[0] ?? never()), name: "mail.send", sideEffect: "once" as const };
  const graph: PlanGraph = { steps: [search("mail", { tool: "mail.send" })], dependencies: [] };
  const made = varyPlan("careful", graph, { ...MEANS, tools: [...tools, outside] });
  expect(only(made.graph, "mail")).toMatchObject({ retry: { maxAttempts: 1 }, fallbacks: [] });
  expect(made.remarks[0]).toContain("Nothing more could be made safe");
});

test("careful has the result reviewed where a model can, and says so where none can", () => {
  const goal = GOALS[1] ?? "";
  const { analysis } = analysed(goal);
  const graph = graphOf(genericPlan.draft(analysed(goal)));
  const made = varyPlan("careful", graph, { ...MEANS, analysis });
  const review = only(made.graph, "review-the-results");
  const end = made.graph.steps.at(-1);
  expect(review?.tool).toBe("text.write");
  expect(ancestors(made.graph, end?.id ?? "").has("review-the-results")).toBe(true);
  expect(JSON.stringify(end?.args)).toContain("Review: what to look at again");
  const without = varyPlan("careful", graph, { ...MEANS, analysis, equipment: NO_EQUIPMENT });
  expect(only(without.graph, "review-the-results")).toBeUndefined();
  expect(without.remarks.join(" ")).toContain("An executor model under Settings, Models could");
});

function never(): never {
  throw new Error("There are no tools.");
}
