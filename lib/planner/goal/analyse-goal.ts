import type { Day, GoalAnalysis } from "#lib/domain/goal.ts";
import { addDays } from "./day.ts";
import { readExplicitSteps } from "./explicit-steps.ts";
import { readKeywords } from "./keywords.ts";
import { ENGLISH_ONLY, isEnglish } from "./language.ts";
import { readAmounts, readGoalBudget } from "./money.ts";
import { readPeriod, readPeriods } from "./period.ts";
import { readAudience, readDeliverable, readTopic } from "./subject.ts";

/**
 * What a goal says, read without a model: topic, deliverable, period in real days, goal budget in exact cents, audience,
 * keywords, and the steps it spells out. What it does not say stays null; what had to be taken for granted to read it
 * is told in `assumptions`.
 * @param today the day that "next quarter" and the like are seen from
 */
export function analyseGoal(text: string, today: Day): GoalAnalysis {
  const periods = readPeriods(text, today);
  const period = readPeriod(text, today);
  const budget = readGoalBudget(text);
  // "Two-day" in "a two-day conference" belongs to the conference.
  // "A week after the vote": there the words say an order.
  const dates = periods.filter(
    (one) =>
      !/^\S+-(?:day|week|month|quarter|year)$/i.test(one.words) &&
      !/\b(?:after|before)$/i.test(one.words) &&
      // "From the two weights" says no time.
      !/\bweights?\b/i.test(one.words),
  );
  const spans = apart([...dates, ...readAmounts(text)]);
  const deliverable = readDeliverable(text, spans);
  const audience = readAudience(text, spans);
  const topic = readTopic(text, spans, audience, deliverable);
  const outline = readExplicitSteps(text, spans);
  const assumptions = [...(isEnglish(text) ? [] : [ENGLISH_ONLY]), ...(budget?.remarks ?? [])];
  if (period === null) {
    assumptions.push(
      `No period could be read from the goal; where dates are needed, the next 30 days (${today} to ${addDays(today, 29)}) are assumed.`,
    );
  }
  if (period?.assumption) assumptions.push(period.assumption);
  return {
    text,
    topic,
    deliverable,
    period: period === null ? null : { from: period.from, to: period.to, words: period.words },
    goalBudget: budget?.amount.money ?? null,
    audience,
    keywords: readKeywords(text, spans, topic),
    explicitSteps: outline.steps,
    explicitDependencies: outline.dependencies,
    assumptions,
  };
}

/** Spans that do not overlap, last first, so that masking one does not move the others. */
function apart(spans: readonly { start: number; end: number }[]): { start: number; end: number }[] {
  const sorted = spans.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const kept: { start: number; end: number }[] = [];
  for (const span of sorted) if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span);
  return kept.toReversed();
}

/** A short title for a plan: what comes out of it and what it is about, "Marketing strategy: eco-products". */
export function titleOfGoal(analysis: GoalAnalysis): string {
  const { deliverable, topic } = analysis;
  const same =
    deliverable === null ||
    deliverable.toLowerCase().includes(topic.toLowerCase()) ||
    topic.toLowerCase().includes(deliverable.toLowerCase());
  const longer = deliverable !== null && deliverable.length > topic.length ? deliverable : topic;
  const title = same ? longer : `${deliverable}: ${topic}`;
  const short =
    title.length <= 80
      ? title
      : `${title.slice(0, title.lastIndexOf(" ", 77) > 40 ? title.lastIndexOf(" ", 77) : 77)}...`;
  return short === "" ? "New plan" : short.charAt(0).toUpperCase() + short.slice(1);
}
