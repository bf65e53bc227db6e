import type { PlanGraph } from "#lib/domain/plan.ts";
import type { TriedStep } from "#lib/domain/prompt.ts";

/** The steps of a plan as trials of prompts show them. */
export function stepsOf({ steps, dependencies }: PlanGraph): TriedStep[] {
  const before = Map.groupBy(dependencies, ({ to }) => to);
  return steps.map(({ id, title, tool }) => ({
    id,
    title,
    tool,
    dependsOn: (before.get(id) ?? []).map(({ from }) => from),
  }));
}
