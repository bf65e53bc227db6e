import type { GoalAnalysis } from "#lib/domain/goal.ts";
import { spellDay, spellMoney } from "#lib/domain/spelled.ts";
import { storableLine } from "#lib/domain/text.ts";
import type { PlaybookContext } from "./playbook.ts";

/** " for small business owners", or nothing when the goal names no audience. */
export const forAudience = (analysis: GoalAnalysis) =>
  analysis.audience === null ? "" : ` for ${analysis.audience}`;

/** An exact amount in words: "40,000 USD". */
export const amountOf = spellMoney;

/** "1 January 2027 to 31 March 2027", said to be assumed when it is. */
export function periodOf({ period }: Pick<PlaybookContext, "period">): string {
  return `${spellDay(period.from)} to ${spellDay(period.to)}${period.assumed ? " (assumed)" : ""}`;
}

/** What a finished document says about its own frame: topic, period, audience and budget, as far as they are known. */
export function frameOf(context: PlaybookContext): string {
  const { analysis } = context;
  const parts = [`Goal: ${storableLine(analysis.text, 400)}`, `Period: ${periodOf(context)}.`];
  if (analysis.audience !== null) parts.push(`Audience: ${analysis.audience}.`);
  if (analysis.goalBudget !== null) parts.push(`Budget: ${amountOf(analysis.goalBudget)}.`);
  return parts.join("\n\n");
}

/** What can always be written about a topic: subjects for a calendar when nothing was found that names better ones. */
export const subjectsOf = (topic: string) => [
  `Why ${topic}`,
  `Questions people ask about ${topic}`,
  `What ${topic} costs and brings`,
  `A story about ${topic}`,
];

/** A phrase with a capital: for headings and titles. */
export const capital = (phrase: string) => phrase.charAt(0).toUpperCase() + phrase.slice(1);
