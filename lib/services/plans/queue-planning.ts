import type { Tx } from "#lib/db/client.ts";
import { enqueue } from "#lib/db/enqueue.ts";
import type { NewEvent } from "#lib/domain/event.ts";
import type { JobPayload } from "#lib/domain/job.ts";
import { appendEvents } from "#lib/events/append.ts";
import { PLANNING_JOB } from "../record-planning.ts";
import { planTopic } from "./plan-keys.ts";

/**
 * Lets the planner begin with a plan, or go on with it: its job waits, once however often it is asked for, and the plan's readers hear
 * that it is planned.
 * @param settled what they hear before: that a question is answered
 */
export async function queuePlanning(
  tx: Tx,
  payload: JobPayload<"plan-goal">,
  settled: readonly NewEvent[] = [],
): Promise<void> {
  const { workspaceId, planId } = payload;
  await enqueue(tx, "plan-goal", payload, {
    key: `plan-goal:${planId}`,
    maxAttempts: PLANNING_JOB.maxAttempts,
  });
  await appendEvents(tx, {
    workspaceId,
    topic: planTopic(planId),
    bodies: [...settled, { type: "plan.status", status: "planning", report: null, message: null }],
  });
}
