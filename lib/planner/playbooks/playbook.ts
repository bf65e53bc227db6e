import type { Day, GoalAnalysis } from "#lib/domain/goal.ts";
import type { DraftedStep } from "../drafted-step.ts";

/** What a playbook adapts itself to. */
export type PlaybookContext = {
  analysis: GoalAnalysis;
  today: Day;
  /** The goal's period, or the next 30 days when it names none; never begins before today unless all of it is over. */
  period: { from: Day; to: Day; words: string; assumed: boolean };
};

/** A fact about a goal that a playbook can adapt to. */
export type Fact = "period" | "budget" | "audience";

/** What a person is asked when the goal does not say a fact, with an answer to fall back on that the goal parser understands. */
export type FactQuestion = { question: string; default: string; why: string };

/** A word of a goal that speaks for a playbook. `own`: hardly any other playbook's goals have it. */
export type Signal = { pattern: RegExp; reason: string; own?: boolean };

/** A saved plan that is adapted to a goal. Adding one is one file, named in the registry. */
export type Playbook = {
  id: string;
  title: string;
  /** One sentence for a person who has to choose. */
  description: string;
  /** Deliverables it makes: the strongest sign that it fits. */
  deliverable: RegExp;
  /** Words of a goal that speak for it, each counted once. */
  signals: readonly Signal[];
  /** What a person who wants this might write, in words of different people and fields; matched by meaning. */
  phrases: readonly string[];
  /** The facts that its steps use: those worth asking for with their question. */
  facts: { readonly [fact in Fact]?: FactQuestion | "used" };
  /** Steps in an order in which each comes after what it depends on. */
  draft: (context: PlaybookContext) => DraftedStep[];
};
