import type { Day, GoalAnalysis, PlaybookMatch } from "#lib/domain/goal.ts";
import { addDays } from "../goal/day.ts";
import { genericPlan } from "./generic.ts";
import type { Playbook, PlaybookContext } from "./playbook.ts";
import { PLAYBOOKS } from "./registry.ts";

/**
 * A best match under SURE is asked about, and so is one with a second that words speak for too (POSSIBLE), unless it is
 * CERTAIN: words alone pick the wrong playbook of two too often. Under POSSIBLE a match is no sign at all.
 */
const SURE = 0.6;
const CERTAIN = 0.9;
const POSSIBLE = 0.2;

/** Which plan to draft: a playbook, the generic one, or a question to the person. */
export type Decision =
  | { kind: "playbook"; match: PlaybookMatch }
  | { kind: "generic" }
  | { kind: "ask"; options: PlaybookMatch[] };

/** What playbooks adapt to: the goal's period cut to what is still ahead, or the next 30 days when it names none. */
export function contextOf(analysis: GoalAnalysis, today: Day): PlaybookContext {
  const { period } = analysis;
  if (period === null) {
    const range = { from: today, to: addDays(today, 29), words: "next 30 days", assumed: true };
    return { analysis, today, period: range };
  }
  const from = period.to >= today && period.from < today ? today : period.from;
  return { analysis, today, period: { from, to: period.to, words: period.words, assumed: false } };
}

/** How well each playbook fits, best first, with the reasons in words. Equal scores keep the registry's order. */
export function matchPlaybooks(analysis: GoalAnalysis, context: PlaybookContext): PlaybookMatch[] {
  return PLAYBOOKS.map((playbook) => matchOf(playbook, analysis, context)).toSorted(
    (a, b) => b.score - a.score,
  );
}

/** Decides by the scores: one clear winner is taken, a doubt is asked about, no sign at all gives the generic plan. */
export function decide(matches: readonly PlaybookMatch[], context: PlaybookContext): Decision {
  const [best, second] = matches;
  if (best === undefined || best.score < POSSIBLE) return { kind: "generic" };
  const rivalled = (second?.score ?? 0) >= POSSIBLE;
  if (best.score >= (rivalled ? CERTAIN : SURE)) return { kind: "playbook", match: best };
  return { kind: "ask", options: [...matches.slice(0, 3), genericMatch(context)] };
}

/** The generic plan as an option of a choice. */
export function genericMatch(context: PlaybookContext): PlaybookMatch {
  const { id, title, description } = genericPlan;
  const reasons = ["Fits any goal, but knows nothing special about this one."];
  return {
    playbookId: id,
    title,
    description,
    score: 0,
    reasons,
    stepCount: genericPlan.draft(context).length,
  };
}

// The deliverable alone nearly decides; words alone must be several. Weights were set on the table in match.test.ts.
const DELIVERABLE_WEIGHT = 0.55;
const SIGNAL_WEIGHTS = [0.25, 0.15, 0.1, 0.05];

function matchOf(playbook: Playbook, analysis: GoalAnalysis, context: PlaybookContext): PlaybookMatch {
  const reasons: string[] = [];
  let score = 0;
  if (analysis.deliverable !== null && playbook.deliverable.test(analysis.deliverable)) {
    score += DELIVERABLE_WEIGHT;
    reasons.push(`The goal asks for "${analysis.deliverable}".`);
  }
  const heard = playbook.signals.filter((signal) => signal.pattern.test(analysis.text));
  heard.forEach((signal, index) => {
    score += SIGNAL_WEIGHTS[index] ?? 0;
    const words = signal.pattern.exec(analysis.text)?.[0] ?? "";
    reasons.push(`The goal ${signal.reason} ("${words.toLowerCase()}").`);
  });
  if (reasons.length === 0) reasons.push("No word of the goal speaks for it.");
  const { id, title, description } = playbook;
  const stepCount = playbook.draft(context).length;
  return {
    playbookId: id,
    title,
    description,
    score: Math.min(1, Number(score.toFixed(2))),
    reasons,
    stepCount,
  };
}
