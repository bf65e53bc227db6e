import type { Day, GoalAnalysis } from "#lib/domain/goal.ts";
import type { DraftedStep } from "../drafted-step.ts";

/** What a playbook adapts itself to. */
export type PlaybookContext = {
  analysis: GoalAnalysis;
  /** The goal's period, or the next 30 days when it names none; never begins before today unless all of it is over. */
  period: { from: Day; to: Day; words: string; assumed: boolean };
};

/** A saved plan that is adapted to a goal. Adding one is one file, named in the registry. */
export type Playbook = {
  id: string;
  title: string;
  /** One sentence for a person who has to choose. */
  description: string;
  /** Deliverables it makes: the strongest sign that it fits. */
  deliverable: RegExp;
  /** Words of a goal that speak for it, each counted once. */
  signals: readonly { pattern: RegExp; reason: string }[];
  /** Steps in an order in which each comes after what it depends on. */
  draft: (context: PlaybookContext) => DraftedStep[];
};
