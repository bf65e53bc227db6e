import { DomainError } from "#lib/domain/errors.ts";
import { GoalAnalysis } from "#lib/domain/goal.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";

/**
 * Refuses a plan that cannot run.
 * @param plan.analysis the plan's column
 * @param what how the sentence begins that says so: "The plan cannot run yet"
 * @throws DomainError `invalid` with one issue a fault, each at its step
 */
export function refuseFaults(
  plan: { graph: PlanGraph; analysis: unknown },
  tools: readonly ToolSpec[],
  what: string,
): void {
  const findings = validatePlan(plan.graph, tools, GoalAnalysis.nullable().parse(plan.analysis));
  const errors = findings.filter((finding) => finding.severity === "error");
  if (errors.length === 0) return;
  const count = errors.length === 1 ? "1 thing" : `${errors.length} things`;
  throw new DomainError("invalid", `${what}: ${count} must be mended.`, {
    issues: errors.map(({ stepId, field, message }) => ({
      path: [...(stepId ? ["steps", stepId] : []), ...(field ? field.split(".") : [])],
      message,
    })),
  });
}
