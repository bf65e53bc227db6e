import { z } from "zod";
import type { Equipment } from "./equipment.ts";
import type { StepId } from "./ids.ts";
import type { PlanGraph } from "./plan.ts";
import type { Step } from "./step.ts";
import type { ToolSpec } from "./tool.ts";

/** Of the latest calls of a tool in the workspace that ended: how many there were, and how many of them failed. */
export const ToolFailures = z.object({ tool: z.string(), calls: z.number().int(), failed: z.number().int() });
export type ToolFailures = z.infer<typeof ToolFailures>;

/**
 * How likely it is that a person has to step in when a plan is run.
 * - `score`: from 0 to 1, by the formula of {@link planRisk}; `level`: the same in a word.
 * - `reasons`: what it comes from, each in a sentence, what weighs most first.
 */
export const PlanRisk = z.object({
  score: z.number().min(0).max(1),
  level: z.enum(["low", "medium", "high"]),
  reasons: z.array(z.string()),
});
export type PlanRisk = z.infer<typeof PlanRisk>;

/** The constants of the formula. */
export const RISK = {
  /** How often a call of a tool is taken to fail of which nothing is known, and how many calls that assumption counts for. */
  assumedFailures: 0.05,
  assumedCalls: 10,
  /** What a further attempt, or the same tool as a fallback, leaves of a chance to fail: what failed once often fails again. */
  again: 0.5,
  /** What a step adds whose call must not be repeated, whose result nothing checks, whose price nobody knows. */
  once: 0.05,
  unchecked: 0.02,
  unpriced: 0.02,
  /** Below these scores a risk is low, and medium. */
  low: 0.15,
  medium: 0.4,
} as const;

/** What the risk of a plan is worked out from. `unpriced`: the steps with a part whose price is not known. */
export type RiskFacts = {
  tools: readonly ToolSpec[];
  equipment: Equipment;
  failures: readonly ToolFailures[];
  unpriced: ReadonlySet<StepId>;
};

/** What one step adds. */
type StepRisk = { step: Step; tool: ToolSpec | undefined; fails: number; checked: boolean };

/**
 * The risk of a plan: the chance that at least one of its steps needs a person.
 *
 *   score = 1 − Π over all steps of (1 − fails) · (1 − once) · (1 − unchecked) · (1 − unpriced)
 *
 * - `fails`, of a step that is needed (neither optional nor conditional): the product of the failure rates of its tool and of each
 *   fallback, times RISK.again for each attempt after the first. A tool's failure rate is what its latest calls here show, beside
 *   RISK.assumedCalls imagined ones of which RISK.assumedFailures failed; 1 while it cannot be used; a fallback to the same tool
 *   counts RISK.again. A step that is not needed adds nothing here.
 * - `once`, `unchecked`, `unpriced`: the constants of RISK where the step's tool works once and for all, where no part, schema,
 *   expression or (with a checker model) rubric checks its result, and where its price is not known; else 0.
 */
export function planRisk(graph: PlanGraph, facts: RiskFacts): PlanRisk {
  const rateOf = failureRates(facts);
  const tools = new Map(facts.tools.map((tool) => [tool.name, tool]));
  const steps = graph.steps.map((step): StepRisk => {
    const checked = isChecked(step, facts.equipment);
    return { step, tool: tools.get(step.tool), fails: chanceToFail(step, rateOf), checked };
  });
  const passes = steps.reduce((product, { step, tool, fails, checked }) => {
    const once = tool?.sideEffect === "once" ? RISK.once : 0;
    const unpriced = facts.unpriced.has(step.id) ? RISK.unpriced : 0;
    return product * (1 - fails) * (1 - once) * (1 - (checked ? 0 : RISK.unchecked)) * (1 - unpriced);
  }, 1);
  const score = 1 - passes;
  const level = score < RISK.low ? "low" : score < RISK.medium ? "medium" : "high";
  return { score, level, reasons: reasonsFor(steps, facts) };
}

function failureRates({ tools, failures }: RiskFacts): (tool: string) => number {
  const known = new Map(failures.map((one) => [one.tool, one]));
  const usable = new Map(tools.map((tool) => [tool.name, tool.unavailable === null]));
  return (tool) => {
    if (usable.get(tool) !== true) return 1;
    const { calls, failed } = known.get(tool) ?? { calls: 0, failed: 0 };
    return (failed + RISK.assumedFailures * RISK.assumedCalls) / (calls + RISK.assumedCalls);
  };
}

function chanceToFail(step: Step, rateOf: (tool: string) => number): number {
  if (!isNeeded(step)) return 0;
  const own = rateOf(step.tool);
  const others = step.fallbacks.reduce(
    (product, { tool }) => product * (tool === step.tool ? RISK.again : rateOf(tool)),
    1,
  );
  const chance = own * others;
  // What cannot be used is not there the second time either.
  return chance === 1 ? 1 : chance * RISK.again ** (step.retry.maxAttempts - 1);
}

const isNeeded = ({ optional, when }: Step) => !optional && when === null;

function isChecked({ doneCondition }: Step, { checker }: Equipment): boolean {
  const { required, schema, expression, rubric } = doneCondition;
  return required.length > 0 || schema !== null || expression !== null || (rubric !== null && checker);
}

/** Most reasons that are told. */
const MOST_REASONS = 5;

function reasonsFor(steps: readonly StepRisk[], facts: RiskFacts): string[] {
  const reasons = [
    ...toolReasons(steps, facts),
    ...alone(steps),
    ...count(
      steps.filter(({ tool }) => tool?.sideEffect === "once"),
      RISK.once,
      (steps) => `${titles(steps)} cannot be taken back or repeated once done.`,
    ),
    ...count(
      steps.filter(({ checked }) => !checked),
      RISK.unchecked,
      (steps) => `Nothing checks the result of ${titles(steps)}.`,
    ),
    ...count(
      steps.filter(({ step }) => facts.unpriced.has(step.id)),
      RISK.unpriced,
      (steps) => `What ${titles(steps)} will cost is not known.`,
    ),
  ].toSorted((a, b) => b.weight - a.weight);
  const known = new Set(facts.failures.map(({ tool }) => tool));
  const unknown = new Set(steps.flatMap(({ step }) => (known.has(step.tool) ? [] : [step.tool])));
  const all = new Set(steps.map(({ step }) => step.tool)).size;
  const share = `${Math.round(RISK.assumedFailures * 100)} % of their calls are taken to fail.`;
  const assumed =
    unknown.size === 0
      ? []
      : [
          unknown.size === all
            ? `Nothing is known yet of how its tools fare here: ${share}`
            : `Of ${unknown.size} of its ${all} tools nothing is known yet: ${share}`,
        ];
  return [...reasons.slice(0, MOST_REASONS).map(({ text }) => text), ...assumed];
}

type Reason = { weight: number; text: string };

/** Tools that failed before, or cannot be used now. */
function toolReasons(steps: readonly StepRisk[], { failures }: RiskFacts): Reason[] {
  const byTool = Map.groupBy(steps, ({ step }) => step.tool);
  return Array.from(byTool).flatMap(([name, users]): Reason[] => {
    const title = `“${users[0]?.tool?.title ?? name}”`;
    const weight = users.reduce((sum, { fails }) => sum + fails, 0);
    const unavailable = users[0]?.tool?.unavailable;
    if (unavailable) {
      const helpless = users.filter(({ fails }) => fails === 1);
      const rest = helpless.length > 0 ? ` ${titles(helpless)} will fail.` : "";
      return [{ weight, text: `${title} cannot be used now: ${unavailable}${rest}` }];
    }
    const known = failures.find(({ tool }) => tool === name);
    if (!known || known.failed === 0) return [];
    return [{ weight, text: `${title} failed in ${known.failed} of its latest ${known.calls} calls here.` }];
  });
}

/** Needed steps that have one tool, one attempt, or both. */
function alone(steps: readonly StepRisk[]): Reason[] {
  const needed = steps.filter(({ step }) => isNeeded(step));
  const without = needed.filter(({ step }) => step.fallbacks.length === 0);
  if (without.length === 0) return [];
  const weight = without.reduce((sum, { fails }) => sum + fails, 0);
  const single = without.filter(({ step }) => step.retry.maxAttempts === 1).length;
  const tries = single === 0 ? "" : `; ${single} of them ${single === 1 ? "is" : "are"} tried only once`;
  const of = `${without.length} of ${needed.length} needed ${needed.length === 1 ? "step" : "steps"}`;
  const have = without.length === 1 ? "has" : "have";
  return [{ weight, text: `${of} ${have} no other tool to fall back on${tries}.` }];
}

function count(
  steps: readonly StepRisk[],
  each: number,
  text: (steps: readonly StepRisk[]) => string,
): Reason[] {
  return steps.length === 0 ? [] : [{ weight: each * steps.length, text: text(steps) }];
}

function titles(steps: readonly StepRisk[]): string {
  const named = steps.slice(0, 2).map(({ step }) => `“${step.title}”`);
  const more = steps.length - named.length;
  return more > 0 ? `${named.join(", ")} and ${more} more` : named.join(" and ");
}
