import { fillPlaybook } from "#lib/domain/fill-playbook.ts";
import type { PlanQuestion } from "#lib/domain/goal.ts";
import { topologicalOrder } from "#lib/domain/graph.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { isOfKind, readValue, valueText } from "#lib/domain/playbook-values.ts";
import type { SavedPlaybook, VariableInput, VariableValue } from "#lib/domain/playbook.ts";
import type { DraftedStep } from "../drafted-step.ts";
import type { PlaybookContext } from "./playbook.ts";
import { goalFacts, valuesOf } from "./saved-facts.ts";

/** A saved playbook adapted to a goal: its steps, each after those it depends on, and what there is to say about it. */
export type AdaptedPlaybook = { steps: DraftedStep[]; remarks: string[]; assumptions: string[] };

type Answers = readonly (readonly [question: string, answer: string])[];

/**
 * Adapts a saved playbook to a goal: what the goal says takes the places of its variables, then what the person answered; the rest keeps
 * its defaults, and is told. A value that does not fit is left out, and told too.
 */
export function adaptPlaybook(
  playbook: SavedPlaybook,
  context: PlaybookContext,
  answers: Answers = [],
): AdaptedPlaybook {
  const { variables, name } = playbook;
  const values = new Map<string, VariableValue>();
  const remarks = [`Made from your playbook “${name}”.`];
  const assumptions: string[] = [];
  const said = valuesOf(variables, context);
  for (const variable of variables) {
    const answer = answers.find(([asked]) => asked === questionFor(variable))?.[1];
    const read = answer === undefined ? null : readValue(variable, answer);
    const value = read?.ok ? read.value : said.get(variable.name);
    if (value !== undefined && isOfKind(variable.kind, value)) values.set(variable.name, value);
    else if (answer === undefined) assumptions.push(keptBecause("You have not said", variable));
  }
  if (
    context.period.assumed &&
    values.size > 0 &&
    variables.some(({ kind, name: one }) => kind === "date" && said.has(one))
  )
    assumptions.push("The playbook's days are over and the goal names none, so the next 30 days are taken.");
  const fits = (): PlanGraph => {
    const filled = fillPlaybook(playbook, values);
    if (filled.ok) return filled.graph;
    const misfits = filled.problems.filter((problem) => values.has(problem.variable));
    if (misfits.length === 0) return playbook.graph;
    for (const problem of misfits) {
      const variable = variables.find((one) => one.name === problem.variable);
      if (!values.delete(problem.variable) || !variable) continue;
      remarks.push(`${problem.message} ${keptBecause("Until then", variable)}`);
    }
    return fits();
  };
  return { steps: draftedSteps(fits()), remarks, assumptions };
}

/** What to ask before a saved playbook is adapted: three of the parts that the goal does not say, with their defaults. */
export function savedQuestions(playbook: SavedPlaybook, context: PlaybookContext): PlanQuestion[] {
  const said = valuesOf(playbook.variables, context);
  const facts = goalFacts(playbook.variables);
  const named = new Set(facts.values());
  return playbook.variables
    .filter((variable) => {
      const fact = facts.get(variable.name);
      // The days follow from the period, where that is asked.
      if ((fact === "from" || fact === "to") && named.has("period")) return false;
      return !said.has(variable.name) && valueText(variable.default).length <= 300;
    })
    .slice(0, 3)
    .map((variable) => ({
      id: variable.name,
      question: questionFor(variable),
      default: valueText(variable.default),
      why:
        variable.description ||
        `The playbook “${playbook.name}” has it in ${countOf(variable.places.length)}.`,
    }));
}

function questionFor({ label }: VariableInput): string {
  return `What is “${label}” this time?`;
}

function keptBecause(why: string, { label, default: usual }: VariableInput): string {
  const verb = why === "You have not said" ? `${why} “${label}”; ` : `${why} `;
  return `${verb}the playbook's “${valueText(usual).slice(0, 200).toWellFormed()}” is kept.`;
}

const countOf = (places: number) => `${places} ${places === 1 ? "place" : "places"}`;

function draftedSteps(graph: PlanGraph): DraftedStep[] {
  const steps = new Map(graph.steps.map((step) => [step.id, step]));
  const before = Map.groupBy(graph.dependencies, ({ to }) => to);
  return topologicalOrder(graph).flatMap((id) => {
    const step = steps.get(id);
    return step ? [{ step, dependsOn: (before.get(id) ?? []).map(({ from }) => from) }] : [];
  });
}
