import { indexAncestors, type AncestorIndex } from "./ancestor-index.ts";
import { checkArguments, type ArgumentProblem, type ResolveReference } from "./check-arguments.ts";
import type { Finding } from "./finding.ts";
import type { GoalAnalysis } from "./goal.ts";
import type { StepId } from "./ids.ts";
import { schemaAtPath, schemaRoot } from "./json-schema.ts";
import type { PlanGraph } from "./plan.ts";
import type { Arguments, OutputPath, Step } from "./step.ts";
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
): Finding[] {
  const context: Context = {
    tools: new Map(tools.map((tool) => [tool.name, tool])),
    steps: new Map(graph.steps.map((step) => [step.id, step])),
    isAncestor: indexAncestors(graph),
    goal,
  };
  return [
    ...checkGraph(graph, context.steps),
    ...graph.steps.flatMap((step) => [
      ...checkStep(step, context),
      ...step.fallbacks.flatMap((fallback, i) => checkFallback(step, fallback, i, context)),
    ]),
  ];
}

type Context = {
  tools: ReadonlyMap<string, ToolSpec>;
  steps: ReadonlyMap<StepId, Step>;
  isAncestor: AncestorIndex;
  goal: GoalAnalysis | null;
};

function error(
  stepId: StepId | null,
  field: string | null,
  rule: string,
  message: string,
  fix: string | null,
): Finding {
  return { severity: "error", rule, stepId, field, message, fix };
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

function checkStep(step: Step, context: Context): Finding[] {
  const findings: Finding[] = [];
  if (step.title.trim() === "") {
    findings.push(error(step.id, "title", "empty_title", "The step has no title.", "Give it one."));
  }
  const tool = context.tools.get(step.tool);
  if (!tool) {
    findings.push(unknownTool(step, step.tool, "tool"));
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
  step.doneCondition.required.forEach((path, i) => {
    const part = schemaAtPath(schemaRoot(tool.outputSchema), path);
    if (!part || !("missing" in part)) return;
    const message = `${tool.title} gives no ${pathName(path)}, so this done-condition could never be met.`;
    const field = `doneCondition.required.${i}`;
    findings.push(error(step.id, field, "bad_done_condition", message, "Remove it or pick another part."));
  });
  return findings;
}

function checkFallback(
  step: Step,
  fallback: Step["fallbacks"][number],
  index: number,
  context: Context,
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
  context: Context,
): Finding[] {
  const resolve: ResolveReference = (ref, path) => resolveReference(step, ref, path, context);
  const problems = checkArguments(args, schemaRoot(tool.inputSchema), resolve);
  return [...problems, ...overGoalBudget(args, context.goal)].map(({ at, ...rest }) => ({
    stepId: step.id,
    field: [field, ...at].join("."),
    ...rest,
  }));
}

function resolveReference(
  step: Step,
  ref: StepId,
  path: OutputPath,
  context: Context,
): ReturnType<ResolveReference> {
  const broken = (message: string, fix: string) => ({
    severity: "error" as const,
    rule: "broken_reference",
    message,
    fix,
  });
  const source = context.steps.get(ref);
  if (!source) {
    return broken(
      `It reads the output of a step that is not in the plan: “${ref}”.`,
      "Read another step, or enter a value.",
    );
  }
  if (ref === step.id) {
    return broken(`“${step.title}” cannot read its own output.`, "Read an earlier step, or enter a value.");
  }
  if (!context.isAncestor(ref, step.id)) {
    const message = `It reads the output of “${source.title}”, but “${step.title}” does not wait for that step.`;
    return broken(message, `Connect “${source.title}” to “${step.title}”, or read another step.`);
  }
  const tool = context.tools.get(source.tool);
  const name =
    path.length === 0 ? `the output of “${source.title}”` : `${pathName(path)} of “${source.title}”`;
  if (!tool) return { part: null, name };
  const part = schemaAtPath(schemaRoot(tool.outputSchema), path);
  if (!part || !("missing" in part)) return { part, name };
  const missing = pathName(path.slice(0, part.missing + 1));
  return broken(`The output of “${source.title}” has no ${missing}.`, "Pick another part of that output.");
}

/** A path inside an output in words a person can find in the output: “passages.0.text”. */
function pathName(path: OutputPath): string {
  return `“${path.join(".")}”`;
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
