import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Command } from "./commands.ts";

/** The way to each step of a plan, listed once something is typed. */
export function stepCommands({ steps }: PlanGraph, goTo: (stepId: StepId) => void): Command[] {
  return steps.map(({ id, title }) => ({
    id: `step ${id}`,
    group: "Step",
    label: title,
    sought: true,
    run: () => goTo(id),
  }));
}
