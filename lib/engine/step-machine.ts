import { WaitingFor, type StepRunStatus } from "#lib/domain/run.ts";

/** A step run's state; waiting is told apart by what it waits for. */
export type StepState = Exclude<StepRunStatus, "waiting"> | `waiting_${WaitingFor}`;

/** What can happen to a step run. */
export type StepEvent =
  /** Its last open dependency is done. */
  | "unblock"
  /** A worker took it. */
  | "claim"
  | "succeed"
  /** A map found its list and waits for its items. */
  | "expand"
  /** The last item of a map is done. */
  | "join"
  /** Its condition does not hold, or all that it depends on was skipped by conditions. */
  | "bypass"
  /** It failed for good. */
  | "fail"
  /** It failed for good, but it is optional. */
  | "pass_over"
  /** It failed and will be tried again after a pause. */
  | "back_off"
  /** Its tool waits for a time, for a person's answer, or for the end of a run that it started. */
  | "park"
  | "ask"
  | "await_run"
  /** A person must approve its call before it is made. */
  | "hold"
  /** Its call would exceed a spend cap. */
  | "cap"
  /** What it waited for has come: the answer, the end of the run, room under the cap. */
  | "answer"
  | "run_over"
  | "uncap"
  /** A person refused its call, or nobody decided in time. */
  | "refuse"
  /** Its worker died or stopped, and its work may be repeated. */
  | "lose"
  /** Its worker died, the call it had begun must not be repeated unasked. */
  | "lose_unknown"
  /** A person asks for another try. */
  | "retry"
  /** A person gives its output, or null, instead of running it. */
  | "skip"
  /** The run is aborted, or a person skips the map whose item it is. */
  | "cancel"
  /** A replan or an edit changes its definition or its dependencies. */
  | "replace"
  /** A person puts its output right. */
  | "correct"
  /** What it read was corrected, and a person wants it done again. */
  | "rerun"
  /** A person approves its call, or raises its spend cap; of a call that undoes one of an aborted run: wants it made, or not. */
  | "approve"
  | "decline";

/**
 * The whole state machine of a step run: by event, from which state to which. A step whose outcome is unknown keeps its
 * fencing token, so a late result of a stopped worker settles it: succeed and fail apply to it as well.
 */
export const STEP_TRANSITIONS = {
  unblock: { blocked: "ready" },
  claim: { ready: "running", waiting_timer: "running" },
  succeed: { running: "succeeded", waiting_decision: "succeeded" },
  expand: { running: "waiting_items" },
  join: { waiting_items: "succeeded" },
  bypass: { running: "skipped", blocked: "skipped" },
  fail: { running: "failed", waiting_decision: "failed" },
  pass_over: { running: "skipped", waiting_decision: "skipped" },
  back_off: { running: "waiting_timer" },
  park: { running: "waiting_timer" },
  ask: { running: "waiting_answer" },
  await_run: { running: "waiting_run" },
  hold: { running: "waiting_approval" },
  cap: { running: "waiting_spend" },
  answer: { waiting_answer: "ready" },
  run_over: { waiting_run: "ready" },
  uncap: { waiting_spend: "ready" },
  refuse: { waiting_approval: "failed", waiting_answer: "failed", waiting_spend: "failed" },
  lose: { running: "ready" },
  lose_unknown: { running: "waiting_decision" },
  retry: { failed: "ready", waiting_timer: "ready", waiting_spend: "ready" },
  skip: {
    blocked: "skipped",
    ready: "skipped",
    waiting_timer: "skipped",
    waiting_decision: "skipped",
    waiting_items: "skipped",
    waiting_approval: "skipped",
    waiting_answer: "skipped",
    waiting_run: "skipped",
    waiting_spend: "skipped",
    failed: "skipped",
  },
  cancel: {
    blocked: "cancelled",
    ready: "cancelled",
    waiting_timer: "cancelled",
    waiting_decision: "cancelled",
    waiting_items: "cancelled",
    waiting_approval: "cancelled",
    waiting_answer: "cancelled",
    waiting_run: "cancelled",
    waiting_spend: "cancelled",
    running: "cancelled",
  },
  replace: {
    blocked: "blocked",
    ready: "blocked",
    waiting_timer: "blocked",
    waiting_approval: "blocked",
    waiting_answer: "blocked",
    waiting_spend: "blocked",
    failed: "blocked",
  },
  correct: { succeeded: "succeeded", skipped: "succeeded" },
  rerun: { succeeded: "blocked", skipped: "blocked", failed: "blocked" },
  approve: { waiting_approval: "ready", waiting_spend: "ready" },
  decline: { waiting_approval: "skipped" },
} as const satisfies Record<StepEvent, Partial<Record<StepState, StepState>>>;

/** The state a step goes to on an event; null when the event does not apply in that state. */
export function nextStepState(state: StepState, event: StepEvent): StepState | null {
  const row: Partial<Record<StepState, StepState>> = STEP_TRANSITIONS[event];
  return row[state] ?? null;
}

/** The states in which an event applies: the condition of the UPDATE that carries it out. */
export function stepStatesFor(event: StepEvent): StepState[] {
  return Object.keys(STEP_TRANSITIONS[event]) as StepState[];
}

/** The state of a stored row. */
export function stepState(row: { status: StepRunStatus; waitingFor: string | null }): StepState {
  if (row.status !== "waiting") return row.status;
  return `waiting_${WaitingFor.catch("timer").parse(row.waitingFor)}`;
}

/** True when the steps that depend on it may start. */
export function isStepDone(status: StepRunStatus): boolean {
  return status === "succeeded" || status === "skipped";
}
