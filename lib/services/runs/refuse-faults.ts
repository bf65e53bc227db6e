import type { Tx } from "#lib/db/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { GoalAnalysis } from "#lib/domain/goal.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { checkPlan } from "#lib/guardrails/check-plan.ts";
import { equipmentOf } from "#lib/models/model-profiles.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { secretNames } from "../secrets/secret-names.ts";
import { activePolicy } from "../policies/active-policy.ts";

/**
 * Refuses a plan that cannot run, or may not by the workspace's policy.
 * @param plan.analysis the plan's column
 * @param what how the sentence begins that says so: "The plan cannot run yet"
 * @throws DomainError `invalid` with one issue a fault, each at its step
 */
export async function refuseFaults(
  tx: Tx,
  plan: { workspaceId: string; graph: PlanGraph; analysis: unknown },
  tools: readonly ToolSpec[],
  what: string,
): Promise<void> {
  const goal = GoalAnalysis.nullable().parse(plan.analysis);
  const { workspaceId, graph } = plan;
  const { policy } = await activePolicy(tx, workspaceId);
  const findings = [
    ...validatePlan(graph, tools, goal, await equipmentOf(tx, workspaceId)),
    ...checkPlan(graph, tools, goal, policy, await secretNames(tx, workspaceId)).findings,
  ];
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
