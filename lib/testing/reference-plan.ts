import type { PlanGraph } from "#lib/domain/plan.ts";
import { analyseGoal } from "#lib/planner/goal/analyse-goal.ts";
import { marketingStrategy } from "#lib/planner/playbooks/marketing-strategy.ts";
import { contextOf } from "#lib/planner/playbooks/match.ts";

export const TODAY = "2026-11-23";

/** What is understood of the product's reference goal. */
export const REFERENCE = analyseGoal(
  "Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000",
  TODAY,
);

const drafted = marketingStrategy.draft(contextOf(REFERENCE, TODAY));

/** The plan that its playbook makes of it. */
export const REFERENCE_PLAN: PlanGraph = {
  steps: drafted.map(({ step }) => step),
  dependencies: drafted.flatMap(({ step, dependsOn }) => dependsOn.map((from) => ({ from, to: step.id }))),
};
