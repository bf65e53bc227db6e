import { NO_EQUIPMENT, type Equipment } from "#lib/domain/equipment.ts";
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
  equipment: Equipment = NO_EQUIPMENT,
): Finding[] {
  const key = ({ rule, stepId, field }: Finding) => `${rule} ${stepId} ${field}`;
  const known = new Set(validatePlan(before, tools, goal, equipment).map(key));
  return validatePlan(after, tools, goal, equipment).filter(
    (finding) => finding.severity === "error" && !known.has(key(finding)),
  );
}
