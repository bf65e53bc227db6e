import type { PlanPatch } from "./patch.ts";
import type { PlanGraph } from "./plan.ts";
import { replanDiff } from "./replan-diff.ts";

/**
 * What an edit does to the plan of a run, a line for each step: what those who must approve it are shown.
 * @throws DomainError `conflict` when the patch does not apply to the graph
 */
export function changeWords(base: PlanGraph, patch: PlanPatch): string[] {
  const added = patch.flatMap((operation) => (operation.op === "add" ? [operation.step] : []));
  const titles = new Map([...base.steps, ...added].map((step) => [step.id, step.title]));
  const tools = new Map(added.map((step) => [step.id, step.tool]));
  const name = (id: string) => `“${titles.get(id) ?? id}”`;
  const diff = replanDiff(base, patch);
  return [
    ...diff.added.map((id) => `Add ${name(id)} (${tools.get(id) ?? ""})`),
    ...diff.changed.map(({ stepId, what }) => `Change ${name(stepId)}: ${what.join(", ")}`),
    ...diff.dropped.map((id) => `Remove ${name(id)}`),
  ];
}
