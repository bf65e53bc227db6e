import type { BaseCheckpointSaver } from "@langchain/langgraph";
import { z } from "zod";
import { createLogger } from "#lib/config/logger.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { PlanAnswers } from "#lib/domain/goal.ts";
import { Id } from "#lib/domain/ids.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { planGoal } from "#lib/planner/plan-goal.ts";
import { embedGoal } from "#lib/planner/playbooks/meaning.ts";
import type { PlannerPorts } from "#lib/planner/planning-graph.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { inBatches } from "./plans/in-batches.ts";
import { noPlan, planTopic } from "./plans/plan-keys.ts";
import { plannerPorts } from "./plans/planner-ports.ts";
import { recordSaid, statusEvent } from "./plans/record-said.ts";
import { untilStopped } from "./plans/until-stopped.ts";

export const RecordPlanningInput = z.object({
  planId: Id,
  choice: z.string().max(100).nullable(),
  answers: PlanAnswers.nullable().default(null),
});

/**
 * How a planning job is tried: after `tries` attempts an error ends it and the plan says so. The attempts beyond are for
 * workers that died in the middle, which count as attempts too and leave nobody to say anything.
 */
export const PLANNING_JOB = { tries: 4, maxAttempts: 20 } as const;

/**
 * What planning needs besides the database: where its state is kept, what ends it early, and what embeds texts (without it playbooks
 * are found by words alone).
 */
export type PlanningMeans = {
  checkpointer: BaseCheckpointSaver;
  signal: AbortSignal;
  embed?: PlannerPorts["embed"];
  /** How many things that the planner says are written down in one go, at most. */
  atOnce?: number;
};

/** A transaction's size has a bound, however far the planner is ahead. */
const AT_ONCE = 100;

const log = createLogger("planner");

/**
 * Lets the planner work on a plan and records what it says, each thing once, however often it is repeated: a job that died
 * in the middle is simply run again. Ends when the plan is drafted, waits for the person, or was stopped by one.
 * @throws DomainError `not_found`; the signal's reason when it is aborted
 */
export async function recordPlanning({
  ctx,
  input,
  means,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RecordPlanningInput>;
  means: PlanningMeans;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { planId, choice, answers } = parseInput(RecordPlanningInput, input);
  const plan = await ctx.db.plan.findUnique({ where: { workspaceId_id: { workspaceId, id: planId } } });
  if (!plan) throw noPlan();
  const { planning } = plan;
  const threadId = planningThread({ workspaceId, planId, planning });
  // Waiting for the person, or stopped by one, who may let it go on: nothing to do here.
  if (["choosing", "clarifying", "stopped"].includes(plan.status)) return;
  if (plan.status !== "planning") return means.checkpointer.deleteThread(threadId);
  const over = new AbortController();
  // Stopped and begun anew since, or only stopped.
  const stands = async () => {
    const now = await ctx.db.plan.findUnique({
      where: { workspaceId_id: { workspaceId, id: planId } },
      select: { status: true, planning: true },
    });
    return now !== null && now.status !== "stopped" && now.planning === planning;
  };
  const stop = untilStopped(stands, AbortSignal.any([means.signal, over.signal]));
  let ended = false;
  try {
    // Of the planning before this one, which was stopped or failed, nothing is needed any more.
    if (planning > 0)
      await means.checkpointer.deleteThread(planningThread({ workspaceId, planId, planning: planning - 1 }));
    const { embed = null } = means;
    const goalVector = embed ? embedGoal(plan.goal, embed, stop.signal) : undefined;
    const ports = await plannerPorts(ctx.db, plan, {
      log,
      signal: stop.signal,
      undertaking: `plan:${planId}:${planning}`,
    });
    // The day the goal was entered: a job repeated after midnight must not read "tomorrow" differently.
    const today = plan.createdAt.toISOString().slice(0, 10);
    const askFirst = plan.mode === "ask_first";
    const { goal, builtIn } = plan;
    const events = planGoal(
      { threadId, goal, today, askFirst, builtIn, choice, answers },
      { ...ports, checkpointer: means.checkpointer, embed, goalVector },
    );
    const giveUp = () => over.abort(new Error("What the planner said could not be written down."));
    for await (const said of inBatches(events, { most: means.atOnce ?? AT_ONCE, giveUp })) {
      const bodies = await ctx.db.$transaction((tx) =>
        recordSaid(tx, { workspaceId, planId, planning }, said),
      );
      if (bodies > 0) announce(ctx.db, workspaceId, [planTopic(planId)]);
      ended ||= said.some(({ type }) => type === "finished" || type === "refused");
    }
  } catch (cause) {
    // Stopped by a person. Planning begins anew on a thread of its own, and throws this one's state away.
    if (stop.stopped() && !means.signal.aborted) return;
    throw cause;
  } finally {
    await stop.end();
  }
  // All of it is in the plan now; checkpoints would only grow in number.
  if (ended) await means.checkpointer.deleteThread(threadId);
}

/** The name under which the planner's state is kept while it works on a plan for the `planning`th time. */
export function planningThread({
  workspaceId,
  planId,
  planning,
}: {
  workspaceId: string;
  planId: string;
  planning: number;
}): string {
  return `${workspaceId}:${planId}:${planning}`;
}

/** Ends planning with a message that a person can act on. Changes nothing when planning is no longer under way. */
export async function failPlanning(ctx: ServiceContext, planId: Id, message: string): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const changed = await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.plan.updateMany({
      where: { workspaceId, id: planId, status: "planning" },
      data: { status: "failed", message, updatedAt: new Date() },
    });
    if (count > 0) {
      const bodies = [statusEvent("failed", message)];
      await appendEvents(tx, { workspaceId, topic: planTopic(planId), bodies });
    }
    return count > 0;
  });
  if (changed) announce(ctx.db, workspaceId, [planTopic(planId)]);
}
