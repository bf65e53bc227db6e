import { JOB_PAYLOADS } from "#lib/domain/job.ts";
import { CANDIDATES_JOB } from "#lib/services/candidates/begin-set.ts";
import { failCandidates, recordCandidates } from "#lib/services/record-candidates.ts";
import { systemContext, withTries, type JobDeps, type JobRun } from "./job.ts";

/** What a person reads in the place of a candidate that could not be made. */
export const CANDIDATES_FAILED =
  "The planner could not make this plan, though it tried several times. Compare again.";

/** The job "plan-candidates": makes the plans that a person wants to compare. Safe to repeat: those that are ready stay. */
export async function planCandidatesJob(deps: JobDeps, payload: unknown, run: JobRun): Promise<void> {
  const { workspaceId, planId, setId } = JOB_PAYLOADS["plan-candidates"].parse(payload);
  const ctx = systemContext(deps, workspaceId);
  await withTries(deps, run, {
    tries: CANDIDATES_JOB.tries,
    work: () => {
      const signal = run.abortSignal ?? new AbortController().signal;
      return recordCandidates({ ctx, input: { planId, setId }, means: { signal, embed: deps.embed } });
    },
    giveUp: () => failCandidates(ctx, { planId, setId }, CANDIDATES_FAILED),
  });
}
