import type { Day } from "#lib/domain/goal.ts";
import type { VariableInput, VariableValue } from "#lib/domain/playbook.ts";
import type { PlaybookContext } from "./playbook.ts";

/** What of a goal a variable stands for. */
export type GoalFact = "topic" | "audience" | "deliverable" | "period" | "from" | "to" | "budget";

const TEXTS: readonly [RegExp, GoalFact][] = [
  [/\b(?:audience|readers?|customers?|whom|target group)\b/, "audience"],
  [/\b(?:deliverable|outcome|result)\b/, "deliverable"],
  [/\b(?:period|quarter|season|when)\b/, "period"],
  [/\b(?:topic|subject|about|theme|products?|focus)\b/, "topic"],
];
const DAYS: readonly [RegExp, GoalFact][] = [
  [/\b(?:from|start|begins?|beginning|first)\b/, "from"],
  [/\b(?:to|ends?|until|last|deadline|due|by)\b/, "to"],
];

/** What of a goal each variable stands for, told by its kind, name and label; a second one for the same is something else. */
export function goalFacts(variables: readonly VariableInput[]): Map<string, GoalFact> {
  const facts = new Map<string, GoalFact>();
  for (const { kind, name, label } of variables) {
    const words = `${name} ${label}`.toLowerCase().replaceAll("_", " ");
    const rules = { text: TEXTS, date: DAYS, number: [], money: [[/^/, "budget"]] as const }[kind];
    const fact = rules.find(([pattern]) => pattern.test(words))?.[1];
    if (fact !== undefined && ![...facts.values()].includes(fact)) facts.set(name, fact);
  }
  return facts;
}

/**
 * What a goal says for the variables of a playbook, by name. Of a period that it does not say only days are given, and only when those
 * of the playbook are over: then the days that are assumed everywhere.
 */
export function valuesOf(
  variables: readonly VariableInput[],
  { analysis, period, today }: PlaybookContext,
): Map<string, VariableValue> {
  const over = ({ default: day }: { default: Day }) => day < today;
  const values = new Map<string, VariableValue>();
  const facts = goalFacts(variables);
  const stale = variables.some(
    (variable) => variable.kind === "date" && facts.get(variable.name) === "to" && over(variable),
  );
  for (const variable of variables) {
    const days = period.assumed && !stale ? null : period;
    const value = {
      topic: analysis.topic || null,
      audience: analysis.audience,
      deliverable: analysis.deliverable,
      period: period.assumed ? null : period.words,
      from: days?.from,
      to: days?.to,
      budget: analysis.goalBudget,
      none: null,
    }[facts.get(variable.name) ?? "none"];
    if (value !== null && value !== undefined) values.set(variable.name, value);
  }
  return values;
}
