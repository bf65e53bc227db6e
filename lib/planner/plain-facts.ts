import type { GoalAnalysis } from "#lib/domain/goal.ts";
import { spellDay } from "#lib/domain/spelled.ts";
import { kindOf } from "./explicit-plan.ts";
import type { MissingFact } from "./playbooks/missing-facts.ts";
import type { Fact, Playbook, PlaybookContext } from "./playbooks/playbook.ts";

/** What is written for somebody: without readers nobody can say how. */
const FOR_READERS =
  /\b(?:cop(?:y|ies)|posts?|newsletters?|campaigns?|articles?|e-?mails?|messages?|messaging|ads?|adverts?|brochures?|flyers?|leaflets?|landing|blogs?|press|pitch(?:es)?|announcements?|presentations?|courses?|lessons?|guides?|handbooks?|speech(?:es)?|invitations?|letters?|content|proposals?|surveys?)\b/i;
const ABOUT_MONEY = /\b(?:budgets?|costs?|prices?|spend(?:ing)?|money|funds?|afford|pay)\b/i;
const ABOUT_TIME = /\b(?:schedul\w*|deadlines?|calendars?|timelines?|timetables?|dates?|launch\w*)\b/i;

/**
 * The facts that a plan which follows no playbook needs, each with a question for when the goal does not say it: of spelled-out steps
 * those that a step cannot do without, of the generic plan those that its goal speaks of.
 */
export function plainFacts(source: "explicit" | "generic", analysis: GoalAnalysis): Pick<Playbook, "facts"> {
  const titles = analysis.explicitSteps.map(({ title }) => title);
  const kinds = new Set(titles.map(kindOf));
  const explicit = source === "explicit";
  const period = explicit ? kinds.has("calendar") : ABOUT_TIME.test(analysis.text);
  const budget = explicit ? kinds.has("budget") : ABOUT_MONEY.test(analysis.text);
  const audience = explicit ? titles.some((title) => FOR_READERS.test(title)) : true;
  return {
    facts: {
      ...(period && { period: QUESTIONS.period }),
      ...(budget && { budget: QUESTIONS.budget }),
      ...(audience && { audience: QUESTIONS.audience }),
    },
  };
}

const QUESTIONS = {
  period: {
    question: "Which period is it for?",
    default: "next 30 days",
    why: "Everything that is scheduled gets a real date in it.",
  },
  budget: {
    question: "Which amount is there to divide?",
    default: "no fixed budget",
    why: "Without an amount nothing can be allocated.",
  },
  audience: {
    question: "Who is the result for?",
    default: "for general readers",
    why: "Texts are written for them.",
  },
} as const;

/** What a plan takes for granted in the place of a fact that nobody was asked for, in a sentence. */
export function assumptionOf({ id }: MissingFact, { period }: PlaybookContext): string {
  const taken: Record<Fact, string> = {
    period: `The goal names no period that lies ahead: ${spellDay(period.from)} to ${spellDay(period.to)} is taken.`,
    budget: "The goal names no amount, so none is divided.",
    audience: "The goal names no audience, so texts are written for nobody in particular.",
  };
  return taken[id];
}
