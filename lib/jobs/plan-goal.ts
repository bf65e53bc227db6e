import { JOB_PAYLOADS } from "#lib/domain/job.ts";
import { failPlanning, PLANNING_JOB, recordPlanning } from "#lib/services/record-planning.ts";
import { checkpointerOn } from "./checkpointer.ts";
import { systemContext, withTries, type JobDeps, type JobRun } from "./job.ts";

/** What a person reads when planning could not be finished. */
export const PLANNING_FAILED =
  "The planner could not finish, though it tried several times. Enter the goal again in other words, or build the plan by hand below.";

/** The job "plan-goal": plans a goal, or goes on with it after the person chose. Safe to repeat at any point. */
export async function planGoalJob(deps: JobDeps, payload: unknown, run: JobRun): Promise<void> {
  const { workspaceId, planId, choice, answers } = JOB_PAYLOADS["plan-goal"].parse(payload);
  const ctx = systemContext(deps, workspaceId);
  const work = async () => {
    const checkpointer = await checkpointerOn(deps.pool);
    const signal = run.abortSignal ?? new AbortController().signal;
    await recordPlanning({
      ctx,
      input: { planId, choice, answers },
      means: { checkpointer, signal, embed: deps.embed, ...(deps.atOnce && { atOnce: deps.atOnce }) },
    });
  };
  await withTries(deps, run, {
    tries: PLANNING_JOB.tries,
    work,
    giveUp: async () => {
      await failPlanning(ctx, planId, PLANNING_FAILED);
      // Of a plan that is no longer planned it only throws the planner's state away.
      await work();
    },
  });
}
