import { bareGoal, type Day, type GoalAnalysis } from "#lib/domain/goal.ts";
import { ancestors } from "#lib/domain/graph.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Step } from "#lib/domain/step.ts";
import { draft, kindOf, type Kind, type Outline } from "../explicit-plan.ts";
import { contextOf } from "../playbooks/match.ts";

/** What steps that are there already are to a step that would read them, by their tool. */
const KINDS: Readonly<Record<string, Kind>> = {
  "knowledge.search": "search",
  "web.search": "search",
  "cache.read": "search",
  "keywords.extract": "keywords",
  "metrics.analyse": "metrics",
  "calendar.build": "calendar",
  "budget.allocate": "budget",
  "document.compose": "document",
  "text.write": "text",
};

/**
 * A step that a person adds by its title. It gets tool and arguments as a step that a goal spells out does: the tool from its
 * words, the arguments from the goal and from the steps it comes after.
 * @param after the steps that it shall wait for
 * @param today what periods count from when the goal names none
 */
export function addedStep(
  { id, title, after }: { id: StepId; title: string; after: readonly StepId[] },
  { graph, goal, today }: { graph: PlanGraph; goal: GoalAnalysis | null; today: Day },
): Step {
  const index = new Map(graph.steps.map((step, at) => [step.id, at]));
  const numbers = (ids: Iterable<StepId>) => [...ids].flatMap((one) => index.get(one) ?? []);
  const sourcesOf = (step: StepId) =>
    graph.dependencies.flatMap(({ from, to }) => (to === step ? [from] : []));
  const earlier = new Set(after.flatMap((one) => [one, ...ancestors(graph, one)]));
  const byIndex = new Map(
    graph.steps.flatMap((step, at): [number, Outline][] => {
      if (!earlier.has(step.id)) return [];
      const kind = step.kind === "map" ? "note" : (KINDS[step.tool] ?? "note");
      const before = numbers(sourcesOf(step.id));
      return [
        [
          at,
          {
            index: at,
            id: step.id,
            title: step.title,
            kind,
            before,
            ancestors: new Set(numbers(ancestors(graph, step.id))),
          },
        ],
      ];
    }),
  );
  const own: Outline = {
    index: graph.steps.length,
    id,
    title,
    kind: kindOf(title),
    before: numbers(after),
    ancestors: new Set(numbers(earlier)),
  };
  // A plan that was built by hand has no goal that was understood.
  return draft(own, byIndex, contextOf(goal ?? bareGoal(title, title.slice(0, 300)), today)).step;
}
