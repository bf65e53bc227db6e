import { JOB_PAYLOADS } from "#lib/domain/job.ts";
import { failReplan, recordReplan, REPLANNING_JOB } from "#lib/services/record-replan.ts";
import { systemContext, withTries, type JobDeps, type JobRun } from "./job.ts";

/** What a person reads when no replan could be worked out. */
export const REPLANNING_FAILED =
  "The planner could not work out a replan. Change the note and ask again, or retry or skip the step.";

/** The job "propose-replan": works out the patch that a person asked for. Safe to repeat. */
export async function proposeReplanJob(deps: JobDeps, payload: unknown, run: JobRun): Promise<void> {
  const { workspaceId, runId, replanId } = JOB_PAYLOADS["propose-replan"].parse(payload);
  const ctx = systemContext(deps, workspaceId);
  await withTries(deps, run, {
    tries: REPLANNING_JOB.tries,
    work: () => {
      const signal = run.abortSignal ?? new AbortController().signal;
      return recordReplan({ ctx, input: { runId, replanId }, means: { signal } });
    },
    giveUp: () => failReplan(ctx, { runId, replanId }, REPLANNING_FAILED),
  });
}
