import { bareGoal } from "#lib/domain/goal.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { contextOf } from "#lib/planner/playbooks/match.ts";
import type { Playbook } from "#lib/planner/playbooks/playbook.ts";

/** The steps that a built-in playbook has when a goal says nothing but what it is about. */
export function exampleOf(playbook: Playbook): PlanGraph {
  const analysis = bareGoal(playbook.title, "your topic");
  const steps = playbook.draft(contextOf(analysis, new Date().toISOString().slice(0, 10)));
  return {
    steps: steps.map(({ step }) => step),
    dependencies: steps.flatMap(({ step, dependsOn }) => dependsOn.map((from) => ({ from, to: step.id }))),
  };
}
