import type { Finding } from "#lib/domain/finding.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { OutputPath } from "#lib/domain/step.ts";
import { prohibitedDetector } from "./prohibited.ts";
import { textsIn } from "./texts.ts";

/** Names under which outputs hold things that happen on a day. */
const DATED_LISTS = new Set(["entries", "events", "schedule", "milestones"]);
const DAY_FIELDS = ["date", "start", "from", "day", "due"];

/**
 * Checks an output against what its goal itself demands: no amount and no sum of a list's amounts above the goal budget, nothing planned
 * outside its period, nothing in it that must not be, and in a finished document everything that must be.
 * @returns findings of severity `error`, whose meaning for the step is the policy's to say; what is missing is a `warning`, since other
 * words may say it
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
    ...mustBe(output, goal, step),
  ];
}

/**
 * Checks a plan against the same, as far as it says so itself: its days lie within the period, no step is about what must not be, and
 * some step is about each thing that must be. Amounts are the validator's. All of it is told and nothing stops: words are compared.
 */
export function checkPlanConstraints(
  steps: readonly { id: StepId; title: string; instruction: string; args: JsonObject }[],
  goal: GoalAnalysis,
): Finding[] {
  const warn = (rule: string, stepId: StepId | null, field: string | null, message: string, fix: string) =>
    ({ severity: "warning", rule, stepId, field, message, fix }) satisfies Finding;
  const findings: Finding[] = [];
  const findBad = finderOf(goal.mustNots);
  const said = steps.map(({ title, instruction, args }) =>
    [title, instruction, ...textsIn(args).map(({ text }) => text)].join("\n"),
  );
  for (const { id, title, instruction, args } of steps) {
    const places: [string, string][] = [
      ["title", title],
      ["instruction", instruction],
    ];
    places.push(
      ...textsIn(args).map(({ path, text }): [string, string] => [["args", ...path].join("."), text]),
    );
    const bad = places.flatMap(([field, text]) =>
      findBad(text)
        .filter(({ start }) => !isForbidden(text, start))
        .map(({ what }) => ({ field, what })),
    )[0];
    if (bad) {
      const message = `The goal says that ${bad.what} must not be in it, and “${title}” is about it.`;
      findings.push(warn("must_not", id, bad.field, message, "Remove the step, or change what it does."));
    }
    const { period } = goal;
    const day = period && places.find(([field, text]) => isDayField(field) && isOutside(text, period));
    if (period && day) {
      const message = `${day[1].slice(0, 10)} is outside the goal's period, ${period.from} to ${period.to}.`;
      findings.push(warn("outside_period", id, day[0], message, "Enter a day within the period."));
    }
  }
  if (steps.length === 0) return findings;
  for (const must of goal.musts) {
    const find = finderOf([must]);
    if (said.some((text) => find(text).length > 0)) continue;
    const message = `The goal says that “${must}” must be in it, and no step is about it.`;
    findings.push(
      warn("must_missing", null, null, message, "Add a step, or say it in a step's instruction."),
    );
  }
  return findings;
}

const finderOf = (terms: readonly string[]) =>
  prohibitedDetector({ terms: [...terms], patterns: [], categories: [] }).find;

/** Whether a sentence forbids what stands at a place of it, as an instruction that repeats the goal's demand does. */
function isForbidden(text: string, at: number): boolean {
  const before =
    text
      .slice(Math.max(0, at - 300), at)
      .split(/[.!?\n]\s/)
      .at(-1) ?? "";
  return /\b(?:not|no|never|without|avoid\w*|nothing|cannot|instead of)\b|n['’]t\b/i.test(before);
}

/** Names of arguments that say on which day something begins, ends or happens. */
function isDayField(field: string): boolean {
  return /(?:^|\.)(?:\w*date|day|from|to|start|end|due|deadline)$/i.test(field);
}

function isOutside(text: string, { from, to }: NonNullable<GoalAnalysis["period"]>): boolean {
  if (!/^\d{4}-\d{2}-\d{2}(?:T|$)/.test(text)) return false;
  const day = text.slice(0, 10);
  return day < from || day > to;
}

/** A document is what the goal wanted in the end; of any other output nobody can ask that everything is in it. */
function mustBe(output: Json, { musts }: GoalAnalysis, { id }: { id: string }): Finding[] {
  if (typeof output !== "object" || output === null || Array.isArray(output)) return [];
  const document = output["markdown"];
  if (typeof document !== "string") return [];
  return musts
    .filter((must) => finderOf([must])(document).length === 0)
    .map((must) => ({
      severity: "warning",
      rule: "must_missing",
      stepId: id,
      field: "markdown",
      message: `The goal says that “${must}” must be in it, and the document does not have these words.`,
      fix: "Look whether it is there in other words.",
    }));
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
  const find = finderOf(mustNots);
  for (const { path, text } of textsIn(output)) {
    const [found] = find(text);
    if (found)
      return [say("must_not", path, `The goal says that ${found.what} must not be in it.`, "Take it out.")];
  }
  return [];
}
