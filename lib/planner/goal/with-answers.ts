import type { Day, GoalAnalysis, PlanAnswers, PlanQuestion } from "#lib/domain/goal.ts";
import { storableText } from "#lib/domain/text.ts";
import { analyseGoal } from "./analyse-goal.ts";

/**
 * The analysis with what the person answered, where a question was about the period, the amount or the audience; a question that
 * was skipped takes its default. What cannot be read changes nothing.
 */
export function withAnswers(
  analysis: GoalAnalysis,
  questions: readonly PlanQuestion[],
  answers: PlanAnswers,
  today: Day,
): GoalAnalysis {
  let changed = analysis;
  for (const { id, default: usual } of questions) {
    const answer = answers[id]?.trim() || usual;
    if (id === "period") {
      const { period } = analyseGoal(`A plan for ${answer}`, today);
      if (period) changed = { ...changed, period };
    } else if (id === "budget") {
      const { goalBudget } = analyseGoal(`A plan, budget ${answer}`, today);
      if (goalBudget) changed = { ...changed, goalBudget };
    } else if (id === "audience" && answer !== "") {
      // "For our customers" names them; a name alone is one as it is.
      const { audience } = analyseGoal(`A plan ${answer}`, today);
      changed = { ...changed, audience: storableText(audience ?? answer, 200) };
    }
  }
  return changed;
}
