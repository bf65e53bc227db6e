import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import type { EventBody } from "#lib/domain/event.ts";
import type { ReplanCause } from "#lib/domain/replan.ts";
import type { SlownessAnswer } from "#lib/domain/settings.ts";
import { afterSlow } from "#lib/engine/after-slow.ts";
import { changeRun, type OpenRun } from "./change-run.ts";
import type { RunKey } from "./keys.ts";
import { runSettings } from "./run-settings.ts";
import { slowStep } from "./slow-facts.ts";

/** Asks for a replan within a change of its run, and gives the events that tell of it. */
export type OpenReplan = (run: OpenRun, cause: ReplanCause) => Promise<EventBody[]>;

/** A step that was found slow, and what was done about it. */
export type FoundSlow = RunKey & { stepId: string; attempt: number; answer: SlownessAnswer };

/** How many are looked at in one sweep; the next one finds the others. */
const AT_ONCE = 200;

/**
 * Finds the running steps that have taken longer than they should, tells of each, and does what its workspace wishes. Any number
 * of workers may do this at the same time: each attempt is found once.
 */
export async function sweepSlow(db: Db, openReplan: OpenReplan): Promise<FoundSlow[]> {
  const rows = await db.$queryRaw`
    select s.workspace_id as "workspaceId", s.run_id as "runId", s.step_id as "stepId"
    from step_runs s
    join runs r on r.workspace_id = s.workspace_id and r.id = s.run_id and r.status in ('queued', 'running', 'pausing')
    where s.status = 'running' and s.slow_at < clock_timestamp() and not s.slow and s.pending >= 0
    order by s.slow_at
    limit ${AT_ONCE}`;
  const steps = z
    .array(z.object({ workspaceId: z.string(), runId: z.string(), stepId: z.string() }))
    .parse(rows);
  const found: FoundSlow[] = [];
  for (const step of steps) {
    const one = await changeRun(db, step, (run) => answerOnce(run, step.stepId, openReplan));
    if (one) found.push({ ...step, ...one });
  }
  return found;
}

async function answerOnce(
  run: OpenRun,
  stepId: string,
  openReplan: OpenReplan,
): Promise<{ attempt: number; answer: SlownessAnswer } | null> {
  if (run.status === "aborting") return null;
  const step = await slowStep(run, stepId);
  if (!step) return null;
  const { onSlow, mostReplans } = await runSettings(run.tx, run.workspaceId);
  const replanned = step.facts.replanned || step.replansUnasked >= mostReplans;
  const answer = afterSlow(onSlow, { ...step.facts, replanned });
  const stopFor = answer === "retry_elsewhere" || answer === "fall_back" ? answer : null;
  // Between the look and the lock another worker may have found it, or it may have ended and begun anew.
  const marked = await run.tx.$executeRaw`
    update step_runs
    set slow = true, stop_for = ${stopFor}, slow_replan = slow_replan or ${answer === "replan"},
      slow_retried = slow_retried or ${answer === "retry_elsewhere"}
    where workspace_id = ${run.workspaceId} and run_id = ${run.runId} and step_id = ${stepId}
      and attempt = ${step.attempt} and status = 'running' and not slow and slow_at < clock_timestamp()`;
  if (marked === 0) return null;
  run.stepChanged(stepId, "Takes longer than expected");
  const { attempt, expectedSeconds } = step;
  run.emit({ type: "step.slow", stepId, attempt, expectedSeconds, answer });
  if (answer === "replan") {
    const seconds = Math.round(step.seconds);
    for (const body of await openReplan(run, { kind: "slow", stepId, seconds, expectedSeconds }))
      run.emit(body);
  }
  return { attempt, answer };
}
