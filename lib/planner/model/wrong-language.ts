import type { Finding } from "#lib/domain/finding.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { languageOf } from "../goal/language.ts";

/** A finding when a plan is clearly not in its goal's language, which its readers may not understand. */
export function wrongLanguage(goal: string, { steps }: PlanGraph): Finding[] {
  const wanted = languageOf(goal);
  const written = languageOf(steps.map(({ title, instruction }) => `${title}. ${instruction}`).join("\n"));
  if (wanted === null || written === null || wanted === written) return [];
  const message = `The plan is not written in the language of the goal${wanted === "english" ? ", which is English" : ""}.`;
  const fix = "Write every title, instruction and text in the language of the goal.";
  return [{ severity: "error", rule: "wrong_language", stepId: null, field: null, message, fix }];
}
