import type { Day, GoalAnalysis } from "#lib/domain/goal.ts";
import type { Fact, FactQuestion, Playbook } from "./playbook.ts";

/** A question to the person about a fact that a playbook would use and the goal does not say. */
export type MissingFact = FactQuestion & { id: Fact };

/** In the order in which a person thinks of them; never more than these three are asked. */
const FACTS: readonly Fact[] = ["period", "budget", "audience"];

/**
 * What to ask before a playbook is drafted: the facts that it says are worth asking for and the goal lacks. A period that is over
 * counts as missing, since what is asked about looks ahead. `default` is in words that the goal parser understands, to be added to the goal;
 * "no fixed budget" is one of them and leaves the goal without an amount.
 */
export function missingFacts(
  playbook: Pick<Playbook, "facts">,
  analysis: GoalAnalysis,
  today: Day,
): MissingFact[] {
  const said: Record<Fact, boolean> = {
    period: analysis.period !== null && analysis.period.to >= today,
    budget: analysis.goalBudget !== null,
    audience: analysis.audience !== null,
  };
  return FACTS.flatMap((id) => {
    const fact = playbook.facts[id];
    return said[id] || fact === undefined || fact === "used" ? [] : [{ id, ...fact }];
  });
}
