import type { ChatChange } from "#lib/domain/chat.ts";
import type { StepId, StepRunId } from "#lib/domain/ids.ts";
import type { ModelSpend } from "#lib/domain/model.ts";
import type { ReplanCause, ReplanChoice } from "#lib/domain/replan.ts";
import type { ChangeRequest } from "../chat/change-draft.ts";

/** What can be done about a running step that takes too long. */
export type SlowState = {
  /** It may be stopped: nothing that must not be repeated is under way. */
  mayStop: boolean;
  /** It has a fallback that was not tried. */
  fallbackLeft: boolean;
  /** Another worker tried it for the same reason. */
  triedElsewhere: boolean;
  /** How long the attempt has taken. */
  seconds: number;
};

/** What a replan works from: the run's graph and how far its steps are, why it was asked for, and what a person wrote about it. */
export type ReplanRequest = Pick<
  ChangeRequest,
  "graph" | "steps" | "tools" | "goal" | "today" | "equipment"
> & {
  cause: ReplanCause;
  /** What a person wrote; empty when nobody did. */
  note: string;
  /** What the planner had asked, which the note answers; else null. */
  question: string | null;
  /** Of a replan because of a slow step, while that still runs; else null. */
  slow: SlowState | null;
  /** What happened in the run lately, one event a line, oldest first. */
  events: readonly string[];
};

/** What the planner wants to be done. `choice`: null when there is nothing to propose, as `explanation` says. */
export type Proposal = {
  choice: ReplanChoice | null;
  changes: ChatChange[];
  /** Steps to be tried again, or to go on with their next tool. */
  steps: StepRunId[];
  explanation: string;
};

/** A replan as it was worked out, and who answered; null: the built-in planner. */
export type Replanned = Proposal & { answeredBy: string | null; spend: ModelSpend | null };

/** What is proposed when there is nothing to propose. */
export function nothing(explanation: string): Proposal {
  return { choice: null, changes: [], steps: [], explanation };
}

/** The running step that a replan may stop to change it; an item of a map is not, since it has no definition of its own. */
export function stoppableOf({ cause, slow, graph }: ReplanRequest): ReadonlySet<StepId> {
  const may = cause.kind === "slow" && slow?.mayStop === true;
  return new Set(may ? graph.steps.flatMap(({ id }) => (id === cause.stepId ? [id] : [])) : []);
}
