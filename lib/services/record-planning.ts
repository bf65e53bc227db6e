import type { BaseCheckpointSaver } from "@langchain/langgraph";
import { z } from "zod";
import { createLogger } from "#lib/config/logger.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { CandidateStyle } from "#lib/domain/candidate.ts";
import { parseInput } from "#lib/domain/errors.ts";
import type { EventBody, Topic } from "#lib/domain/event.ts";
import { GoalAnalysis, PlanAnswers } from "#lib/domain/goal.ts";
import { Id } from "#lib/domain/ids.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { Author, PlanGraph, PlanStatus } from "#lib/domain/plan.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import { storableText } from "#lib/domain/text.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { BUILT_IN_DRAFT, BUILT_IN_PLANNER } from "#lib/planner/built-in-drafter.ts";
import { MODEL_PLANNER } from "#lib/planner/model/model-drafter.ts";
import { titleOfGoal } from "#lib/planner/goal/analyse-goal.ts";
import { planGoal } from "#lib/planner/plan-goal.ts";
import type { PlannerPorts } from "#lib/planner/planning-graph.ts";
import type { PlannerEvent } from "#lib/planner/planner-event.ts";
import { beginSet } from "./candidates/begin-set.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { appendPatch } from "./plans/append-patch.ts";
import { noPlan } from "./plans/plan-keys.ts";
import { plannerPorts } from "./plans/planner-ports.ts";
import { untilStopped } from "./until-stopped.ts";

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
};

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
  // Stopped and begun anew since, or only stopped.
  const stands = async () => {
    const now = await ctx.db.plan.findUnique({
      where: { workspaceId_id: { workspaceId, id: planId } },
      select: { status: true, planning: true },
    });
    return now !== null && now.status !== "stopped" && now.planning === planning;
  };
  const stop = untilStopped(stands, means.signal);
  let ended = false;
  try {
    // Of the planning before this one, which was stopped or failed, nothing is needed any more.
    if (planning > 0)
      await means.checkpointer.deleteThread(planningThread({ workspaceId, planId, planning: planning - 1 }));
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
      { ...ports, checkpointer: means.checkpointer, embed: means.embed ?? null },
    );
    for await (const event of events) {
      const bodies = await ctx.db.$transaction((tx) => record(tx, { workspaceId, planId, planning }, event));
      if (bodies > 0) announce(ctx.db, workspaceId, [planTopic(planId)]);
      ended ||= event.type === "finished" || event.type === "refused";
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
export function planningThread({ workspaceId, planId, planning }: PlanKey & { planning: number }): string {
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
    if (count > 0) await tell(tx, { workspaceId, planId }, [statusEvent("failed", message)]);
    return count > 0;
  });
  if (changed) announce(ctx.db, workspaceId, [planTopic(planId)]);
}

type PlanKey = { workspaceId: string; planId: string };

export const planTopic = (planId: string): Topic => `plan:${planId}`;

function statusEvent(status: PlanStatus, message: string | null = null): EventBody {
  return { type: "plan.status", status, report: null, message };
}

async function tell(tx: Tx, { workspaceId, planId }: PlanKey, bodies: EventBody[]): Promise<number> {
  if (bodies.length > 0) await appendEvents(tx, { workspaceId, topic: planTopic(planId), bodies });
  return bodies.length;
}

const Locked = z.object({
  status: z.string(),
  mode: z.string(),
  planning: z.number().int(),
  asked: z.array(z.string()),
  drafting: z.string().nullable(),
  analysis: GoalAnalysis.nullable(),
});

/** Writes one thing the planner said. @returns how many events it made: none when it was written before. */
async function record(tx: Tx, key: PlanKey & { planning: number }, event: PlannerEvent): Promise<number> {
  const { workspaceId, planId } = key;
  // Everything the planner says is written under the plan's lock, so that two runs of the same job cannot both write it.
  const rows = await tx.$queryRaw`
    select status, mode, planning, asked, drafting, analysis from plans
    where workspace_id = ${workspaceId} and id = ${planId} for update`;
  const [plan] = z.array(Locked).parse(rows);
  if (plan === undefined || plan.status !== "planning" || plan.planning !== key.planning) return 0;
  const change = (data: Prisma.PlanUpdateInput) =>
    tx.plan.update({
      where: { workspaceId_id: { workspaceId, id: planId } },
      data: { ...data, updatedAt: new Date() },
    });
  switch (event.type) {
    case "analysed": {
      const { analysis } = event;
      if (plan.analysis !== null && sameJson(plan.analysis, analysis)) return 0;
      await change({ analysis, title: titleOfGoal(analysis) });
      return tell(tx, key, [{ type: "plan.analysed", analysis }]);
    }
    case "choice": {
      // Asked before and answered since: another job goes on with the answer.
      if (plan.asked.includes(event.type)) return 0;
      const { choice } = event;
      await change({ status: "choosing", choice, asked: [...plan.asked, event.type] });
      return tell(tx, key, [{ type: "plan.choice", choice }, statusEvent("choosing")]);
    }
    case "questions": {
      if (plan.asked.includes(event.type)) return 0;
      const { questions } = event;
      await change({ status: "clarifying", questions, asked: [...plan.asked, event.type] });
      return tell(tx, key, [{ type: "plan.questions", questions }, statusEvent("clarifying")]);
    }
    case "drafting": {
      // Begun before, by this job or another one that does the same.
      if (plan.drafting === event.draft) return 0;
      await change({ drafting: event.draft });
      return append(tx, key, "begin", event.draft, (draft) =>
        draft.steps.map(({ id }) => ({ op: "remove", stepId: id, bridge: false })),
      );
    }
    case "step":
      if (plan.drafting !== event.draft) return 0;
      return append(tx, key, event.step.id, event.draft, (draft) => [
        {
          op: "add",
          step: event.step,
          after: draft.steps.at(-1)?.id ?? null,
          dependencies: event.dependsOn.map((from) => ({ from, to: event.step.id })),
        },
      ]);
    case "repair":
      if (plan.drafting !== event.draft) return 0;
      return append(tx, key, `repair:${event.round}`, event.draft, () => event.patch);
    case "refused": {
      const message = `The model declined to plan this goal: “${storableText(event.message, 1_000)}”`;
      const { report } = event;
      await change({ status: "failed", message, report });
      return tell(tx, key, [{ type: "plan.status", status: "failed", report, message }]);
    }
    case "finished": {
      if (plan.drafting !== event.draft) return 0;
      const { report } = event;
      await change({ status: "draft", report, message: null });
      if (plan.mode === "compare") {
        const styles = CandidateStyle.options;
        const author: Author = { kind: "planner", name: report.planner };
        await beginSet(tx, { workspaceId, planId, styles, builtIn: false, author });
      }
      return tell(tx, key, [{ type: "plan.status", status: "draft", report, message: null }]);
    }
  }
}

/** Appends a patch to the draft under the planner's name, once. @returns how many events it made */
async function append(
  tx: Tx,
  plan: PlanKey & { planning: number },
  what: string,
  draft: string,
  make: (draft: PlanGraph) => PatchOperation[],
): Promise<number> {
  const { name } = draft === BUILT_IN_DRAFT ? BUILT_IN_PLANNER : MODEL_PLANNER;
  const author: Author = { kind: "planner", name };
  const key = `planner:${plan.planning}:${draft}:${what}`;
  return (await appendPatch(tx, plan, { key, author, make })) ? 1 : 0;
}
