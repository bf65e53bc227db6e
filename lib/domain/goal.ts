import { z } from "zod";
import { line } from "./text.ts";

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
  /** What the planner took for granted because the goal does not say it. */
  assumptions: z.array(z.string()),
});
export type GoalAnalysis = z.infer<typeof GoalAnalysis>;

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

/** How a plan came to be: which planner answered, from what, how sure it is (0 to 1), and what it wants to say about it. */
export const PlannerReport = z.object({
  planner: z.string(),
  plannerVersion: z.string(),
  source: z.enum(["explicit", "playbook", "generic"]),
  playbookId: z.string().nullable(),
  confidence: z.number().min(0).max(1),
  remarks: z.array(z.string()),
  estimateSeconds: z.number().nullable(),
  estimateMicros: z.number().int().nullable(),
});
export type PlannerReport = z.infer<typeof PlannerReport>;
