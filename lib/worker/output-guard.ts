import type { Policy } from "#lib/domain/policy.ts";
import type { OutputGuard } from "#lib/executor/ports.ts";
import { checkStepOutput } from "#lib/guardrails/check-output.ts";

/**
 * Looks at outputs by the workspace's policy and the goal's own constraints.
 * @param ownSecrets values of the workspace's secrets
 */
export function outputGuardOf(
  policyOf: () => Promise<Policy>,
  ownSecrets: () => Promise<readonly string[]>,
): OutputGuard {
  return async (output, { step, goal }) => {
    const [policy, own] = await Promise.all([policyOf(), ownSecrets()]);
    const { passes, findings, output: seen } = checkStepOutput(output, step, { policy, goal, own });
    const notes = findings.map(({ message }) => message);
    if (passes) return { passes, output: seen, notes };
    const broken = findings.filter(({ severity }) => severity === "error");
    const message = broken.map((finding) => finding.message).join(" ");
    return {
      passes,
      output: seen,
      notes,
      findings,
      answer: policy.onFailedCheck,
      error: { code: broken[0]?.rule ?? "check_failed", message, retryable: false },
    };
  };
}
