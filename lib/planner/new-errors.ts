import type { Finding } from "#lib/domain/finding.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";

/** The errors that a changed plan has and had not before. */
export function newErrors(
  before: PlanGraph,
  after: PlanGraph,
  tools: readonly ToolSpec[],
  goal: GoalAnalysis | null,
): Finding[] {
  const key = ({ rule, stepId, field }: Finding) => `${rule} ${stepId} ${field}`;
  const known = new Set(validatePlan(before, tools, goal).map(key));
  return validatePlan(after, tools, goal).filter(
    (finding) => finding.severity === "error" && !known.has(key(finding)),
  );
}
