import type { Finding } from "#lib/domain/finding.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Policy } from "#lib/domain/policy.ts";
import type { SecretName } from "#lib/domain/secret.ts";
import type { StepAsk } from "#lib/domain/step-ask.ts";
import type { Step } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { checkPlanConstraints } from "./check-constraints.ts";
import { checkContent } from "./check-content.ts";
import { checkUse, usesOf } from "./check-use.ts";
import { literalArguments } from "./literal-arguments.ts";
import { outsideSteps } from "./outside-steps.ts";

/** What a policy says of a plan. `asks`: the steps of which calls wait for an approval, or may. */
export type PlanVerdict = { findings: Finding[]; asks: Map<StepId, StepAsk> };

/**
 * Checks a plan against a policy, before it runs and live in the editor: limits, tools that are denied or ask, addresses, texts that must
 * not occur, secrets that are not there. What only the run will know (arguments from earlier outputs) is checked then.
 * @param secrets what the workspace's secrets are called and where they may go; null: not known, so that nothing is said of them
 */
export function checkPlan(
  graph: PlanGraph,
  tools: readonly ToolSpec[],
  goal: GoalAnalysis | null,
  policy: Policy,
  secrets: readonly SecretName[] | null = null,
): PlanVerdict {
  const specs = new Map(tools.map((tool) => [tool.name, tool]));
  const asks: PlanVerdict["asks"] = new Map();
  const findings = [...checkLimits(graph, policy)];
  const rules = { policy, secrets, specs, outside: outsideSteps(graph, specs) };
  for (const step of graph.steps) {
    const verdicts = usesOf(step).map((use) => checkUse(step, use, rules));
    findings.push(...verdicts.flatMap((verdict) => verdict.findings), ...checkTexts(step, policy));
    const reasons = verdicts.flatMap((verdict) => verdict.asks);
    if (reasons.length === 0) continue;
    const certain = reasons.some((reason) => reason.certain);
    asks.set(step.id, { certain, why: [...new Set(reasons.map(({ why }) => why))] });
  }
  if (goal !== null && policy.goalConstraints !== "off") {
    const steps = graph.steps.map(({ id, title, instruction, args }) => ({
      id,
      title,
      instruction,
      args: literalArguments(args),
    }));
    findings.push(...checkPlanConstraints(steps, goal));
  }
  return { findings, asks };
}

function finding(
  severity: Finding["severity"],
  rule: string,
  stepId: StepId | null,
  field: string | null,
  message: string,
  fix: string | null,
): Finding {
  return { severity, rule, stepId, field, message, fix };
}

function checkLimits(graph: PlanGraph, { limits }: Policy): Finding[] {
  const findings: Finding[] = [];
  if (graph.steps.length > limits.steps) {
    const message = `The plan has ${graph.steps.length} steps, and the policy allows ${limits.steps}.`;
    findings.push(
      finding(
        "error",
        "too_many_steps",
        null,
        null,
        message,
        "Make two plans of it, or have an owner raise the limit.",
      ),
    );
  }
  const dependents = Map.groupBy(graph.dependencies, ({ from }) => from);
  for (const step of graph.steps) {
    const many = dependents.get(step.id)?.length ?? 0;
    if (many <= limits.fanOut) continue;
    const message = `${many} steps wait for “${step.title}”, and the policy allows ${limits.fanOut}.`;
    findings.push(
      finding("error", "too_wide", step.id, null, message, "Let some of them wait for another step."),
    );
  }
  return findings;
}

/** Prohibited words, secrets and personal data in what the plan itself says. */
function checkTexts(step: Step, policy: Policy): Finding[] {
  const said: Json = {
    title: step.title,
    instruction: step.instruction,
    args: literalArguments(step.args),
    fallbacks: step.fallbacks.map(({ args }) => ({ args: literalArguments(args) })),
  };
  const where = `“${step.title}”`;
  return checkContent(said, { policy, own: [], stepId: step.id, field: null, where }).findings;
}
