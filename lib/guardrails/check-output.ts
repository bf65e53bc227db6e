import type { Finding } from "#lib/domain/finding.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { Json } from "#lib/domain/json.ts";
import type { Policy } from "#lib/domain/policy.ts";
import { checkConstraints } from "./check-constraints.ts";
import { checkContent } from "./check-content.ts";

/** What is decided about an output: whether it passes, what was found, and the output with what had to be hidden hidden. */
export type OutputVerdict = { passes: boolean; findings: Finding[]; output: Json };

/**
 * Checks what a step gave before anything reads it: prohibited content, personal data, secrets, and the goal's own constraints.
 * @param own values of the workspace's secrets
 */
export function checkStepOutput(
  output: Json,
  step: { id: string; title: string },
  rules: { policy: Policy; goal: GoalAnalysis | null; own: readonly string[] },
): OutputVerdict {
  const { policy, goal, own } = rules;
  const where = `what “${step.title}” gave`;
  const content = checkContent(output, { policy, own, stepId: step.id, field: null, where });
  const { goalConstraints } = policy;
  const broken = goal === null || goalConstraints === "off" ? [] : checkConstraints(output, goal, step);
  const blocks = goalConstraints === "block" && broken.some(({ severity }) => severity === "error");
  const told = broken.map((finding) => (blocks ? finding : { ...finding, severity: "warning" as const }));
  return {
    passes: !content.blocked && !blocks,
    findings: [...content.findings, ...told],
    output: content.value,
  };
}
