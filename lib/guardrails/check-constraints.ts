import type { Finding } from "#lib/domain/finding.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { Json } from "#lib/domain/json.ts";
import type { OutputPath } from "#lib/domain/step.ts";
import { prohibitedFinder } from "./prohibited.ts";
import { textsIn } from "./texts.ts";

/** Names under which outputs hold things that happen on a day. */
const DATED_LISTS = new Set(["entries", "events", "schedule", "milestones"]);
const DAY_FIELDS = ["date", "start", "from", "day", "due"];

/**
 * Checks an output against what its goal itself demands: no amount and no sum of a list's amounts above the goal budget, nothing planned
 * outside its period, nothing in it that must not be.
 * @returns findings of severity `error`; what they mean for the step is the policy's to say
 */
export function checkConstraints(output: Json, goal: GoalAnalysis, step: { id: string }): Finding[] {
  const say = (rule: string, path: OutputPath, message: string, fix: string): Finding => ({
    severity: "error",
    rule,
    stepId: step.id,
    field: path.length === 0 ? null : path.join("."),
    message,
    fix,
  });
  return [
    ...overBudget(output, goal, say),
    ...outsidePeriod(output, goal, say),
    ...mustNot(output, goal, say),
  ];
}

type Say = (rule: string, path: OutputPath, message: string, fix: string) => Finding;

/** Amounts are whole cents in fields whose name ends in "Cents"; a `currency` beside or above them says which. */
function overBudget(output: Json, { goalBudget }: GoalAnalysis, say: Say): Finding[] {
  if (goalBudget === null) return [];
  const { cents: most, currency } = goalBudget;
  const amount = (cents: number) =>
    `${(cents / 100).toLocaleString("en", { maximumFractionDigits: 2 })} ${currency}`;
  const findings: Finding[] = [];
  walk(output, [], currency, (value, path, valid) => {
    if (!valid) return;
    const sums = Array.isArray(value) ? sumsOf(value) : amountsOf(value);
    for (const [name, cents] of sums) {
      if (cents <= most) continue;
      const what = Array.isArray(value) ? "come to" : "is";
      const message = `“${name}” ${what} ${amount(cents)}, more than the goal budget of ${amount(most)}.`;
      findings.push(say("over_goal_budget", [...path, name], message, `Keep it to ${amount(most)}.`));
    }
  });
  return findings;
}

type Visit = (value: Json[] | { [name: string]: Json }, path: OutputPath, valid: boolean) => void;

/** Every list and object, with whether its amounts are in the budget's currency. */
function walk(value: Json, path: OutputPath, currency: string, visit: Visit, valid = true): void {
  if (typeof value !== "object" || value === null) return;
  const own = Array.isArray(value) ? undefined : value["currency"];
  const counts = typeof own === "string" ? own === currency : valid;
  visit(value, path, counts);
  for (const [key, part] of Object.entries(value))
    walk(part, [...path, Array.isArray(value) ? Number(key) : key], currency, visit, counts);
}

function amountsOf(value: { [name: string]: Json }): [string, number][] {
  return Object.entries(value).filter((entry): entry is [string, number] => {
    const [name, amount] = entry;
    return /cents$/i.test(name) && typeof amount === "number" && !/budget/i.test(name);
  });
}

function sumsOf(list: readonly Json[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const item of list) {
    if (typeof item !== "object" || item === null || Array.isArray(item)) continue;
    for (const [name, cents] of amountsOf(item)) sums.set(name, (sums.get(name) ?? 0) + cents);
  }
  return list.length > 1 ? [...sums] : [];
}

function outsidePeriod(output: Json, { period }: GoalAnalysis, say: Say): Finding[] {
  if (period === null || typeof output !== "object" || output === null || Array.isArray(output)) return [];
  for (const [name, list] of Object.entries(output)) {
    if (!DATED_LISTS.has(name) || !Array.isArray(list)) continue;
    for (const [index, item] of list.entries()) {
      if (typeof item !== "object" || item === null || Array.isArray(item)) continue;
      for (const field of DAY_FIELDS) {
        const day = item[field];
        if (typeof day !== "string" || !/^\d{4}-\d{2}-\d{2}/.test(day)) continue;
        const written = day.slice(0, 10);
        if (written >= period.from && written <= period.to) continue;
        const message = `${written} is outside the goal's period, ${period.from} to ${period.to}.`;
        // One is enough to say what is wrong.
        return [say("outside_period", [name, index, field], message, "Move it into the period.")];
      }
    }
  }
  return [];
}

function mustNot(output: Json, { mustNots }: GoalAnalysis, say: Say): Finding[] {
  if (mustNots.length === 0) return [];
  const find = prohibitedFinder({ terms: mustNots, patterns: [], categories: [] });
  for (const { path, text } of textsIn(output)) {
    const [found] = find(text);
    if (found)
      return [say("must_not", path, `The goal says that ${found.what} must not be in it.`, "Take it out.")];
  }
  return [];
}
