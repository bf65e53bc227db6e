import { indexAncestors } from "./ancestor-index.ts";
import { checkArguments, type ArgumentProblem, type ResolveReference } from "./check-arguments.ts";
import { checkAttributes } from "./check-attributes.ts";
import { checkLooked } from "./check-looked.ts";
import { checkSkipped } from "./check-skipped.ts";
import type { Finding } from "./finding.ts";
import type { GoalAnalysis } from "./goal.ts";
import type { StepId } from "./ids.ts";
import { schemaRoot } from "./json-schema.ts";
import { planError as error, resolveReference, type PlanCheck } from "./plan-check.ts";
import { NO_EQUIPMENT, type Equipment } from "./equipment.ts";
import type { PlanGraph } from "./plan.ts";
import type { Arguments, Step } from "./step.ts";
import type { ToolSpec } from "./tool.ts";
import { WorkingGraph } from "./working-graph.ts";

/**
 * Everything wrong with a plan, each with the step and field it concerns and what would mend it, in the order of the list.
 * A plan with an error among its findings cannot run.
 * @param goal what the plan is for, whose goal budget amounts must not exceed; null when unknown
 */
export function validatePlan(
  graph: PlanGraph,
  tools: readonly ToolSpec[],
  goal: GoalAnalysis | null,
  equipment: Equipment = NO_EQUIPMENT,
): Finding[] {
  const check: PlanCheck = {
    graph,
    tools: new Map(tools.map((tool) => [tool.name, tool])),
    steps: new Map(graph.steps.map((step) => [step.id, step])),
    isAncestor: indexAncestors(graph),
    goal,
    equipment,
  };
  const skipped = Map.groupBy(checkSkipped(check), ({ stepId }) => stepId);
  return [
    ...checkGraph(graph, check.steps),
    ...graph.steps.flatMap((step) => [
      ...checkStep(step, check),
      ...(skipped.get(step.id) ?? []),
      ...step.fallbacks.flatMap((fallback, i) => checkFallback(step, fallback, i, check)),
    ]),
  ];
}

function checkGraph(graph: PlanGraph, steps: ReadonlyMap<StepId, Step>): Finding[] {
  if (graph.steps.length === 0) {
    return [error(null, null, "empty_plan", "The plan has no steps.", "Add a step.")];
  }
  const findings: Finding[] = [];
  if (steps.size < graph.steps.length) {
    const seen = new Set<StepId>();
    for (const { id, title } of graph.steps) {
      if (seen.has(id)) {
        const message = `Two steps have the id “${id}”; the second is “${title}”.`;
        findings.push(error(id, null, "duplicate_step", message, "Remove one of them."));
      }
      seen.add(id);
    }
  }
  const name = (id: StepId) => `“${steps.get(id)?.title ?? id}”`;
  const working = new WorkingGraph({ steps: [...steps.values()], dependencies: [] });
  for (const { from, to } of graph.dependencies) {
    const missing = [from, to].find((id) => !steps.has(id));
    if (missing !== undefined) {
      const message = `${name(from === missing ? to : from)} is connected to a step that does not exist: “${missing}”.`;
      findings.push(
        error(from === missing ? to : from, null, "unknown_dependency", message, "Disconnect it."),
      );
      continue;
    }
    if (working.after(from).has(to)) continue;
    const way = working.connect(from, to);
    if (!way) continue;
    const cycle = [from, ...way].map(name).join(" → ");
    const message = `These steps wait for each other and none could ever start: ${cycle}.`;
    findings.push(error(to, null, "cycle", message, `Disconnect ${name(from)} from ${name(to)}.`));
  }
  return findings;
}

function checkStep(step: Step, context: PlanCheck): Finding[] {
  const findings: Finding[] = [];
  if (step.title.trim() === "") {
    findings.push(error(step.id, "title", "empty_title", "The step has no title.", "Give it one."));
  }
  const tool = context.tools.get(step.tool);
  if (!tool) {
    findings.push(unknownTool(step, step.tool, "tool"), ...checkAttributes(step, undefined, context));
    return findings;
  }
  if (tool.unavailable !== null && step.fallbacks.length === 0) {
    findings.push({
      severity: "warning",
      rule: "tool_unavailable",
      stepId: step.id,
      field: "tool",
      message: `${tool.title} cannot be used now: ${tool.unavailable}`,
      fix: "Choose another tool, or add a fallback.",
    });
  }
  findings.push(...checkToolArguments(step, step.args, tool, "args", context));
  findings.push(...checkAttributes(step, tool, context));
  return findings;
}

function checkFallback(
  step: Step,
  fallback: Step["fallbacks"][number],
  index: number,
  context: PlanCheck,
): Finding[] {
  const tool = context.tools.get(fallback.tool);
  const field = `fallbacks.${index}`;
  if (!tool) return [unknownTool(step, fallback.tool, `${field}.tool`)];
  return checkToolArguments(step, fallback.args, tool, `${field}.args`, context);
}

function unknownTool(step: Step, name: string, field: string): Finding {
  if (name === "") {
    return error(step.id, field, "unknown_tool", `“${step.title}” has no tool.`, "Choose a tool.");
  }
  return error(step.id, field, "unknown_tool", `There is no tool “${name}”.`, "Choose another tool.");
}

function checkToolArguments(
  step: Step,
  args: Arguments,
  tool: ToolSpec,
  field: string,
  context: PlanCheck,
): Finding[] {
  const resolve: ResolveReference = (ref, path) => resolveReference(step, ref, path, context);
  const problems = checkArguments(args, schemaRoot(tool.inputSchema), resolve);
  // A reference that cannot be read is told by the arguments that it stands in already.
  const looked = checkLooked(tool, args, context.tools, resolve).filter(
    ({ at, message }) =>
      !problems.some((told) => told.message === message && told.at.join(".") === at.join(".")),
  );
  const all = [
    ...problems,
    ...looked,
    ...overGoalBudget(args, context.goal),
    ...openArguments(args, context),
  ];
  return all.map(({ at, ...rest }) => ({
    stepId: step.id,
    field: [field, ...at].join("."),
    ...rest,
  }));
}

/** What is left open is filled in by the executor model, if there is one. */
function openArguments(args: Arguments, { equipment }: PlanCheck): ArgumentProblem[] {
  if (equipment.executor) return [];
  return Object.entries(args).flatMap(([name, { kind }]) => {
    if (kind !== "open") return [];
    const message = `“${name}” is left open for the executor model, and none is configured.`;
    const fix = "Enter a value, or choose an executor model under Settings, Models.";
    return [{ at: [name], severity: "error" as const, rule: "open_argument", message, fix }];
  });
}

/** Amounts are whole cents in arguments whose name ends in "Cents"; a literal one must not exceed the goal budget. */
function overGoalBudget(args: Arguments, goal: GoalAnalysis | null): ArgumentProblem[] {
  const budget = goal?.goalBudget;
  const currency = args.currency?.kind === "literal" ? args.currency.value : budget?.currency;
  if (!budget || currency !== budget.currency) return [];
  return Object.entries(args).flatMap(([name, argument]) => {
    if (!/cents$/i.test(name) || argument.kind !== "literal") return [];
    if (typeof argument.value !== "number" || argument.value <= budget.cents) return [];
    const limit = formatCents(budget.cents, budget.currency);
    const message = `${formatCents(argument.value, budget.currency)} is more than the goal budget of ${limit}.`;
    return [
      {
        at: [name],
        severity: "error" as const,
        rule: "over_goal_budget",
        message,
        fix: `Enter ${limit} or less.`,
      },
    ];
  });
}

function formatCents(cents: number, currency: string): string {
  const amount = (cents / 100).toLocaleString("en", {
    minimumFractionDigits: cents % 100 === 0 ? 0 : 2,
    maximumFractionDigits: 2,
  });
  return `${amount} ${currency}`;
}
