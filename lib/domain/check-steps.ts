import type { Issue } from "./errors.ts";
import type { StepId } from "./ids.ts";
import type { PlanGraph } from "./plan.ts";
import { WorkingGraph } from "./working-graph.ts";

/** How many faults are told of; a document that has more is not mended one by one. */
export const MOST_ISSUES = 20;

/** Why steps of a document cannot stand in one plan: ids that two have, dependencies that lead nowhere or in a circle. */
export function checkSteps(graph: PlanGraph): Issue[] {
  const issues: Issue[] = [];
  const steps = new Map(graph.steps.map((step) => [step.id, step]));
  const seen = new Set<StepId>();
  for (const [i, { id }] of graph.steps.entries()) {
    if (seen.has(id))
      issues.push({ path: ["graph", "steps", i, "id"], message: `Two steps have the id “${id}”.` });
    seen.add(id);
  }
  const working = new WorkingGraph({ steps: [...steps.values()], dependencies: [] });
  for (const [i, { from, to }] of graph.dependencies.entries()) {
    const path = ["graph", "dependencies", i];
    const missing = [from, to].find((id) => !steps.has(id));
    if (missing !== undefined) {
      issues.push({ path, message: `There is no step “${missing}”.` });
    } else if (!working.after(from).has(to) && working.connect(from, to)) {
      const message = `“${from}” and “${to}” would wait for each other, and neither could ever start.`;
      issues.push({ path, message });
    }
    if (issues.length >= MOST_ISSUES) break;
  }
  return issues;
}
