import type { RunStatus } from "#lib/domain/run.ts";

/** What can happen to a run. A person asks for the first three; the ledger notices the others. */
export type RunEvent =
  | "pause"
  | "resume"
  | "abort"
  /** A worker claimed a step of it. */
  | "claim"
  /** The last running step of a pausing or aborting run ended. */
  | "quiesce"
  /** Every step is done. */
  | "finish"
  /** Nothing can go on without a person. */
  | "stall"
  /** Nothing can go on, and the workspace does not want to be asked. */
  | "fail"
  /** A retry, skip, settlement or replan gave a stalled run something to do. */
  | "reopen"
  /** A person had steps done again whose input was corrected; a run that is over goes on. */
  | "rerun";

/** The whole state machine of a run: by event, from which state to which. What is not listed does not happen. */
export const RUN_TRANSITIONS = {
  pause: { queued: "pausing", running: "pausing" },
  resume: { pausing: "running", paused: "running" },
  abort: {
    queued: "aborting",
    running: "aborting",
    pausing: "aborting",
    paused: "aborting",
    needs_attention: "aborting",
  },
  claim: { queued: "running", running: "running" },
  quiesce: { pausing: "paused", aborting: "aborted" },
  finish: {
    queued: "succeeded",
    running: "succeeded",
    pausing: "succeeded",
    paused: "succeeded",
    needs_attention: "succeeded",
  },
  stall: { queued: "needs_attention", running: "needs_attention" },
  fail: { queued: "failed", running: "failed", needs_attention: "failed" },
  reopen: { needs_attention: "running" },
  rerun: { succeeded: "running", failed: "running", needs_attention: "running" },
} as const satisfies Record<RunEvent, Partial<Record<RunStatus, RunStatus>>>;

/** The state a run goes to on an event; null when the event does not apply in that state. */
export function nextRunStatus(status: RunStatus, event: RunEvent): RunStatus | null {
  const row: Partial<Record<RunStatus, RunStatus>> = RUN_TRANSITIONS[event];
  return row[status] ?? null;
}

/** The states in which an event applies: the condition of the UPDATE that carries it out. */
export function runStatusesFor(event: RunEvent): RunStatus[] {
  return Object.keys(RUN_TRANSITIONS[event]) as RunStatus[];
}
