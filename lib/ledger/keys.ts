import type { Topic } from "#lib/domain/event.ts";

/** Names one run. */
export type RunKey = { workspaceId: string; runId: string };

/**
 * The fencing token: names one attempt of a step and the worker that holds it. Every statement of a worker is conditional
 * on it; once another worker has taken the step over, the old token changes nothing.
 */
export type StepToken = RunKey & { stepId: string; attempt: number; workerId: string };

/** The topic that a run's events go to. */
export function runTopic(runId: string): Topic {
  return `run:${runId}`;
}

/** The topic of what concerns the people of a workspace wherever they are. */
export const INBOX: Topic = "inbox";

/** A worker's token is no longer valid: the step was taken over, settled, cancelled or replaced. */
export class StepLostError extends Error {
  constructor(token: StepToken) {
    super(
      `Attempt ${token.attempt} of step ${token.stepId} in run ${token.runId} is no longer this worker's.`,
    );
    this.name = "StepLostError";
  }
}
