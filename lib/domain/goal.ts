import { z } from "zod";
import { ModelSpend } from "./model.ts";
import { PromptVersions } from "./prompt.ts";
import { line, prose } from "./text.ts";

/** A calendar day, YYYY-MM-DD, without a time zone. */
export const Day = z.iso.date();
export type Day = z.infer<typeof Day>;

/** An exact amount: whole cents, with an ISO 4217 currency. */
export const Money = z.object({ cents: z.number().int(), currency: z.string().length(3) });
export type Money = z.infer<typeof Money>;

/** A goal as a person enters it. */
export const GoalText = line("The goal", 10_000);

/** What the planner understood of a goal. Each part is null or empty when the goal does not say it. */
export const GoalAnalysis = z.object({
  text: z.string(),
  /** What it is about, a short noun phrase: "eco-products". */
  topic: z.string(),
  /** What is to come out of it: "marketing strategy". */
  deliverable: z.string().nullable(),
  /** Inclusive range of days, with the words it was read from: "next quarter". */
  period: z.object({ from: Day, to: Day, words: z.string() }).nullable(),
  /** The amount the goal itself is about (the goal budget), not what running may cost. */
  goalBudget: Money.nullable(),
  audience: z.string().nullable(),
  /** Short phrases that ought to be searched for. */
  keywords: z.array(z.string()),
  /** Steps that the goal spells out, in order of mention, with index pairs of dependencies (from, to). */
  explicitSteps: z.array(z.object({ title: z.string(), words: z.string() })),
  explicitDependencies: z.array(z.tuple([z.number().int(), z.number().int()])),
  /** Words that must be in what comes out, and words that must not. */
  musts: z.array(z.string()).default([]),
  mustNots: z.array(z.string()).default([]),
  /** What the planner took for granted because the goal does not say it. */
  assumptions: z.array(z.string()),
});
export type GoalAnalysis = z.infer<typeof GoalAnalysis>;

/** What is understood of a goal that says nothing but what it is about. */
export function bareGoal(text: string, topic: string): GoalAnalysis {
  return {
    text,
    topic,
    deliverable: null,
    period: null,
    goalBudget: null,
    audience: null,
    keywords: [],
    explicitSteps: [],
    explicitDependencies: [],
    musts: [],
    mustNots: [],
    assumptions: [],
  };
}

/** A playbook that fits the goal, with how well (0 to 1) and why. */
export const PlaybookMatch = z.object({
  playbookId: z.string(),
  title: z.string(),
  description: z.string(),
  score: z.number().min(0).max(1),
  reasons: z.array(z.string()),
  stepCount: z.number().int(),
});
export type PlaybookMatch = z.infer<typeof PlaybookMatch>;

/** The planner is not sure: the person picks one (best three, best first), or the generic plan ("generic"). */
export const PlanChoice = z.object({ question: z.string(), options: z.array(PlaybookMatch).min(1).max(4) });
export type PlanChoice = z.infer<typeof PlanChoice>;

/** How a goal is planned: at once, with assumptions where it is unclear; after questions; or at once, with other plans to compare. */
export const PlanningMode = z.enum(["at_once", "ask_first", "compare"]);
export type PlanningMode = z.infer<typeof PlanningMode>;

/** A question before planning: what is taken when nobody answers, and why it matters. */
export const PlanQuestion = z.object({
  id: z.string().max(40),
  question: z.string().max(300),
  default: z.string().max(300),
  why: z.string().max(300),
});
export type PlanQuestion = z.infer<typeof PlanQuestion>;

/** Questions of the planner, three at most; all of them may be skipped. */
export const PlanQuestions = z.object({ questions: z.array(PlanQuestion).min(1).max(3) });
export type PlanQuestions = z.infer<typeof PlanQuestions>;

/** The answers by the questions' ids; a question without one takes its default, which then is an assumption. */
export const PlanAnswers = z.record(z.string().max(40), prose("The answer", 1_000));
export type PlanAnswers = z.infer<typeof PlanAnswers>;

/** How a plan came to be: which planner answered, from what, how sure it is (0 to 1), and what it wants to say about it. */
export const PlannerReport = z.object({
  planner: z.string(),
  plannerVersion: z.string(),
  source: z.enum(["explicit", "playbook", "generic", "model"]),
  playbookId: z.string().nullable(),
  confidence: z.number().min(0).max(1),
  remarks: z.array(z.string()),
  /** What the plan will take, in half of all cases and in nine of ten at most; null when a price is unknown. */
  estimateSeconds: z.number().nullable(),
  estimateMicros: z.number().int().nullable(),
  estimateSecondsP90: z.number().nullable().default(null),
  estimateMicrosP90: z.number().int().nullable().default(null),
  /** What was taken for granted because the goal does not say it. */
  assumptions: z.array(z.string()).default([]),
  /** The model that answered, by its connection and its own name; null when none did. */
  model: z.object({ provider: z.string(), name: z.string() }).nullable().default(null),
  /** Versions of the prompts that were used. */
  prompts: PromptVersions.default({}),
  /** What planning itself took: all calls of models, seconds, and rounds of mending. */
  spend: ModelSpend.nullable().default(null),
  seconds: z.number().nullable().default(null),
  repairs: z.number().int().default(0),
  /** Why a model that was to plan did not, each in a sentence. */
  trouble: z.array(z.string()).default([]),
});
export type PlannerReport = z.infer<typeof PlannerReport>;
