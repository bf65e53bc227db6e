import type { StepRunView } from "#lib/domain/run.ts";

/** A step of a run as it is shown before anything has happened to it. */
export function stepView(stepId: string, parts: Partial<StepRunView> = {}): StepRunView {
  return {
    stepId,
    status: "blocked",
    attempt: 0,
    tool: null,
    fallback: null,
    waitingFor: null,
    wakeAt: null,
    startedAt: null,
    finishedAt: null,
    error: null,
    notes: [],
    costMicros: 0,
    model: null,
    summary: null,
    hasOutput: false,
    item: null,
    items: null,
    skipCause: null,
    stale: false,
    slow: false,
    corrected: null,
    reused: null,
    undoes: null,
    ...parts,
  };
}
