import type { Finding } from "#lib/domain/finding.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Policy } from "#lib/domain/policy.ts";
import type { Arguments, Step } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { checkPlanConstraints } from "./check-constraints.ts";
import { checkContent } from "./check-content.ts";
import { literalArguments } from "./literal-arguments.ts";
import { permissionFor } from "./permission.ts";
import { addHost, mayReach, mayReachAnything, mustBeNamed, notNamed, placesOf, writesTo } from "./reach.ts";

/** What a policy says of a plan. `asks`: steps whose calls wait for an approval, for certain or depending on arguments still open. */
export type PlanVerdict = { findings: Finding[]; asks: Map<StepId, "always" | "perhaps"> };

/**
 * Checks a plan against a policy, before it runs and live in the editor: limits, tools that are denied or ask, addresses, texts that must
 * not occur. What only the run will know (arguments from earlier outputs) is checked then.
 */
export function checkPlan(
  graph: PlanGraph,
  tools: readonly ToolSpec[],
  goal: GoalAnalysis | null,
  policy: Policy,
): PlanVerdict {
  const specs = new Map(tools.map((tool) => [tool.name, tool]));
  const asks: PlanVerdict["asks"] = new Map();
  const findings = [...checkLimits(graph, policy)];
  for (const step of graph.steps) {
    const uses = [
      { tool: step.tool, args: step.args, field: "" },
      ...step.fallbacks.map(({ tool, args }, index) => ({ tool, args, field: `fallbacks.${index}.` })),
    ];
    for (const { tool: name, args, field } of uses) {
      const tool = specs.get(name);
      if (tool) findings.push(...checkUse(step, tool, args, field, policy, asks));
    }
    findings.push(...checkTexts(step, policy));
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

function checkUse(
  step: Step,
  tool: ToolSpec,
  args: Arguments,
  field: string,
  policy: Policy,
  asks: PlanVerdict["asks"],
): Finding[] {
  const findings: Finding[] = [];
  const known = literalArguments(args);
  const whole = Object.keys(known).length === Object.keys(args).length;
  const { permission, certain, rule } = permissionFor(policy, tool, whole ? known : null);
  const whose = rule === null ? "by default" : `by rule ${rule + 1} of the policy`;
  if (permission === "deny") {
    const message = certain
      ? `${tool.title} is not allowed ${whose}.`
      : `${tool.title} may turn out not to be allowed, ${whose}: that depends on arguments which only the run will know.`;
    findings.push(
      finding(
        certain ? "error" : "warning",
        "tool_denied",
        step.id,
        `${field}tool`,
        message,
        "Choose another tool.",
      ),
    );
  } else if (permission === "ask") {
    const how = certain ? "always" : "perhaps";
    if (asks.get(step.id) !== "always") asks.set(step.id, how);
  }
  findings.push(...checkPlaces(step, tool, args, field, policy));
  return findings;
}

function checkPlaces(
  step: Step,
  tool: ToolSpec,
  args: Arguments,
  field: string,
  { domains }: Policy,
): Finding[] {
  const { reaches } = tool;
  if (reaches === undefined) return [];
  // What only the run will know is judged then; until it does, a call is taken to read.
  const writes = writesTo(reaches, args) === true;
  const places = placesOf(reaches, literalArguments(args));
  const fix = "Choose another address, or have an owner add the host to the allowed domains.";
  if (places === null) {
    if (mayReachAnything(domains, writes)) return [];
    const message = `The policy does not let ${tool.title} go to any address.`;
    return [finding("error", "domain_denied", step.id, `${field}tool`, message, fix)];
  }
  return places
    .filter((place) => !mayReach(domains, place, writes))
    .map((place) => {
      const { written, argument } = place;
      if (mustBeNamed(reaches)) {
        const message = notNamed(tool.title, place);
        return finding("error", "domain_denied", step.id, `${field}tool`, message, addHost(place));
      }
      const message = `The policy does not let ${tool.title} ${writes ? "write to" : "read"} ${written}.`;
      return finding(
        "error",
        "domain_denied",
        step.id,
        `${field}${argument === null ? "tool" : `args.${argument}`}`,
        message,
        fix,
      );
    });
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
