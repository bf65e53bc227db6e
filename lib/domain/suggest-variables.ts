import { Day, type GoalAnalysis } from "./goal.ts";
import type { PlanGraph } from "./plan.ts";
import { findPlaces } from "./playbook-places.ts";
import { partsOf } from "./playbook-parts.ts";
import { VariableInput, type PlaybookVariable } from "./playbook.ts";

/** Words shorter than this stand in too many places to mean one thing. */
const SHORTEST = 3;

/**
 * Proposes what of a plan may vary: its goal's topic, audience, deliverable, period and goal budget, as far as they stand in the graph
 * as they are. A goal without a period may still have days that its calendar was planned for.
 */
export function suggestVariables(graph: PlanGraph, analysis: GoalAnalysis | null): PlaybookVariable[] {
  return placeVariables(graph, candidates(graph, analysis));
}

/** Variables with the places where they stand; those that stand nowhere are left out. */
export function placeVariables(
  graph: PlanGraph,
  variables: readonly VariableInput[],
  taken: Parameters<typeof findPlaces>[2] = [],
): PlaybookVariable[] {
  const found = findPlaces(graph, variables, taken);
  return variables.flatMap((variable): PlaybookVariable[] => {
    const places = found.get(variable.name) ?? [];
    return places.length > 0 ? [{ ...variable, places }] : [];
  });
}

function candidates(graph: PlanGraph, analysis: GoalAnalysis | null): VariableInput[] {
  const text = (name: string, label: string, description: string, value: string | null | undefined) =>
    value != null && value.trim().length >= SHORTEST
      ? [{ kind: "text" as const, name, label, description, default: value.trim() }]
      : [];
  const day = (name: string, label: string, description: string, value: Day | null) =>
    value === null ? [] : [{ kind: "date" as const, name, label, description, default: value }];
  const { period = null, goalBudget = null } = analysis ?? {};
  const wanted: unknown[] = [
    ...text("topic", "Topic", "What it is about.", analysis?.topic),
    ...text("audience", "Audience", "Whom it is for.", analysis?.audience),
    ...text("deliverable", "Deliverable", "What comes out of it.", analysis?.deliverable),
    ...text("period", "Period in words", "The period as the goal names it.", period?.words),
    ...day("period_from", "First day", "When it begins.", dayOf(graph, "from") ?? period?.from ?? null),
    ...day("period_to", "Last day", "When it ends.", dayOf(graph, "to") ?? period?.to ?? null),
    ...(goalBudget && goalBudget.cents > 0
      ? [
          {
            kind: "money",
            name: "budget",
            label: "Goal budget",
            description: "The amount that it is about.",
            default: goalBudget,
          },
        ]
      : []),
  ];
  return wanted.flatMap((one) => {
    const parsed = VariableInput.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
}

/** The first day that an argument of this name has: a period that has begun is planned from today on, whatever the goal says. */
function dayOf(graph: PlanGraph, argument: string): Day | null {
  for (const step of graph.steps) {
    for (const { path, value } of partsOf(step)) {
      if (path[0] === "args" && path[1] === argument && Day.safeParse(value).success) return String(value);
    }
  }
  return null;
}
