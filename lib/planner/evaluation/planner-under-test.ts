import type { PlaybookMatch } from "#lib/domain/goal.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";

/** What a planner made of a goal. */
export type Planned = {
  graph: PlanGraph;
  /** Nothing in the plan is an error by this installation's tools. */
  valid: boolean;
  /** Playbooks as the planner ranked them, best first; those that nothing speaks for are left out. */
  matches: readonly Pick<PlaybookMatch, "playbookId" | "title">[];
  seconds: number;
  /** Tokens read and written, and millionths of a dollar; null when they are not known. */
  tokens: number | null;
  costMicros: number | null;
};

/** Something that turns goals into plans: the built-in planner, or a model with a prompt version. */
export type PlannerUnderTest = { name: string; plan: (goal: string) => Promise<Planned> };
