import type { BaseCheckpointSaver } from "@langchain/langgraph";
import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { parseInput } from "#lib/domain/errors.ts";
import type { EventBody, Topic } from "#lib/domain/event.ts";
import { Id } from "#lib/domain/ids.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { Author, PlanGraph } from "#lib/domain/plan.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { BUILT_IN_PLANNER } from "#lib/planner/built-in-drafter.ts";
import { titleOfGoal } from "#lib/planner/goal/analyse-goal.ts";
import { planGoal } from "#lib/planner/plan-goal.ts";
import type { PlannerEvent } from "#lib/planner/planner-event.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { appendPatch } from "./plans/append-patch.ts";
import { noPlan } from "./plans/plan-keys.ts";

export const RecordPlanningInput = z.object({ planId: Id, choice: z.string().max(100).nullable() });

/**
 * How a planning job is tried: after `tries` attempts an error ends it and the plan says so. The attempts beyond are for
 * workers that died in the middle, which count as attempts too and leave nobody to say anything.
 */
export const PLANNING_JOB = { tries: 4, maxAttempts: 20 } as const;

/** What planning needs besides the database: where its state is kept, and what ends it early. */
export type PlanningMeans = { checkpointer: BaseCheckpointSaver; signal: AbortSignal };

/**
 * Lets the planner work on a plan and records what it says, each thing once, however often it is repeated: a job that died
 * in the middle is simply run again. Ends when the plan is drafted or waits for the person's choice.
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
  const { planId, choice } = parseInput(RecordPlanningInput, input);
  const plan = await ctx.db.plan.findUnique({ where: { workspaceId_id: { workspaceId, id: planId } } });
  if (!plan) throw noPlan();
  const threadId = planningThread({ workspaceId, planId });
  // Waiting for the person: nothing to do here.
  if (plan.status === "choosing") return;
  if (plan.status !== "planning") return means.checkpointer.deleteThread(threadId);
  const documents = await ctx.db.document.findMany({
    where: { workspaceId },
    select: { name: true, title: true, kind: true },
    orderBy: { name: "asc" },
    take: 1_000,
  });
  // The day the goal was entered: a job repeated after midnight must not read "tomorrow" differently.
  const today = plan.createdAt.toISOString().slice(0, 10);
  const events = planGoal(
    { threadId, goal: plan.goal, today, choice },
    { ...means, tools: toolSpecs(), documents },
  );
  let finished = false;
  for await (const event of events) {
    const bodies = await ctx.db.$transaction((tx) => record(tx, { workspaceId, planId }, event));
    if (bodies > 0) announce(ctx.db, workspaceId, [`plan:${planId}`]);
    finished ||= event.type === "finished";
  }
  // All of it is in the plan now; checkpoints would only grow in number.
  if (finished) await means.checkpointer.deleteThread(threadId);
}

/** The name under which the planner's state is kept while it works on a plan. */
export function planningThread({ workspaceId, planId }: PlanKey): string {
  return `${workspaceId}:${planId}`;
}

/** Ends planning with a message that a person can act on. Changes nothing when planning is no longer under way. */
export async function failPlanning(ctx: ServiceContext, planId: Id, message: string): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const changed = await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.plan.updateMany({
      where: { workspaceId, id: planId, status: "planning" },
      data: { status: "failed", message, updatedAt: new Date() },
    });
    if (count > 0)
      await tell(tx, { workspaceId, planId }, [
        { type: "plan.status", status: "failed", report: null, message },
      ]);
    return count > 0;
  });
  if (changed) announce(ctx.db, workspaceId, [`plan:${planId}`]);
}

type PlanKey = { workspaceId: string; planId: string };

export const planTopic = (planId: string): Topic => `plan:${planId}`;

async function tell(tx: Tx, { workspaceId, planId }: PlanKey, bodies: EventBody[]): Promise<number> {
  if (bodies.length > 0) await appendEvents(tx, { workspaceId, topic: planTopic(planId), bodies });
  return bodies.length;
}

/** Writes one thing the planner said. @returns how many events it made: none when it was written before. */
async function record(tx: Tx, key: PlanKey, event: PlannerEvent): Promise<number> {
  const { workspaceId, planId } = key;
  // Everything the planner says is written under the plan's lock, so that two runs of the same job cannot both write it.
  const rows = await tx.$queryRaw<{ status: string; analysed: boolean }[]>`
    select status, analysis is not null as analysed from plans
    where workspace_id = ${workspaceId} and id = ${planId} for update`;
  const plan = rows[0];
  if (plan === undefined || plan.status !== "planning") return 0;
  const where = { workspaceId_id: { workspaceId, id: planId } };
  switch (event.type) {
    case "analysed": {
      if (plan.analysed) return 0;
      const { analysis } = event;
      await tx.plan.update({
        where,
        data: { analysis, title: titleOfGoal(analysis), updatedAt: new Date() },
      });
      return tell(tx, key, [{ type: "plan.analysed", analysis }]);
    }
    case "choice": {
      // Asked before and answered since: another job goes on with the answer.
      const asked = await tx.$queryRaw<unknown[]>`
        select seq from events where workspace_id = ${workspaceId} and topic = ${planTopic(planId)}
          and bodies @> '[{"type": "plan.choice"}]' limit 1`;
      if (asked.length > 0) return 0;
      const { choice } = event;
      await tx.plan.update({ where, data: { status: "choosing", choice, updatedAt: new Date() } });
      return tell(tx, key, [
        { type: "plan.choice", choice },
        { type: "plan.status", status: "choosing", report: null, message: null },
      ]);
    }
    case "step":
      return append(tx, key, `planner:${event.step.id}`, (draft) => [
        {
          op: "add",
          step: event.step,
          after: draft.steps.at(-1)?.id ?? null,
          dependencies: event.dependsOn.map((from) => ({ from, to: event.step.id })),
        },
      ]);
    case "repair":
      return append(tx, key, `planner-repair:${event.round}`, () => event.patch);
    case "finished": {
      const { report } = event;
      await tx.plan.update({
        where,
        data: { status: "draft", report, message: null, updatedAt: new Date() },
      });
      return tell(tx, key, [{ type: "plan.status", status: "draft", report, message: null }]);
    }
  }
}

/** Appends a patch to the draft under the planner's name. @returns how many events it made */
async function append(
  tx: Tx,
  plan: PlanKey,
  key: string,
  make: (draft: PlanGraph) => PatchOperation[],
): Promise<number> {
  const author: Author = { kind: "planner", name: BUILT_IN_PLANNER.name };
  return (await appendPatch(tx, plan, { key, author, make })) ? 1 : 0;
}
