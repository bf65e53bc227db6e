import { z } from "zod";
import { SkipCause, StepRunStatus } from "#lib/domain/run.ts";
import type { Use, UsingStep } from "#lib/engine/stale-steps.ts";
import { stepState } from "#lib/engine/step-machine.ts";
import type { OpenRun } from "./change-run.ts";
import { DROPPED } from "./conditions.ts";

const Row = z.object({
  stepId: z.string(),
  status: StepRunStatus,
  waitingFor: z.string().nullable(),
  skipCause: SkipCause.nullable(),
  attempt: z.number(),
  stale: z.boolean(),
  corrected: z.object({ at: z.string() }).nullable(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  ownTool: z.string(),
  calledOnce: z.boolean(),
});

/**
 * The steps of a run, locked, and which of them may have read which: what depends on a step, and what refers to it. Items of a
 * map and steps that undo something are not among them.
 * @param onceTools the tools whose calls must not be repeated unasked
 */
export async function usingSteps(
  run: OpenRun,
  onceTools: readonly string[],
): Promise<{ steps: UsingStep[]; uses: Use[] }> {
  const { tx, workspaceId, runId } = run;
  const rows = await tx.$queryRaw`
    select s.step_id as "stepId", s.status, s.waiting_for as "waitingFor", s.skip_cause as "skipCause", s.attempt, s.stale,
      s.corrected, s.started_at as "startedAt", s.finished_at as "finishedAt", s.step->>'tool' as "ownTool",
      exists (
        select from tool_calls c
        where c.workspace_id = s.workspace_id and c.run_id = s.run_id and c.side_effect = 'once'
          and c.status <> 'failed' and (c.step_id = s.step_id or c.step_id like s.step_id || '.%')) as "calledOnce"
    from step_runs s
    where s.workspace_id = ${workspaceId} and s.run_id = ${runId} and s.pending > ${DROPPED}
      and s.map_step is null and s.undoes is null
    order by s.step_id
    for update of s`;
  const uses = await tx.$queryRaw<Use[]>`
    select from_step as "from", to_step as "to" from step_dependencies
    where workspace_id = ${workspaceId} and run_id = ${runId}
    union
    select source.id, s.step_id from step_runs s, jsonb_array_elements_text(s.reads) as source(id)
    where s.workspace_id = ${workspaceId} and s.run_id = ${runId} and s.pending > ${DROPPED} and s.map_step is null
      and source.id <> s.step_id`;
  const steps = z
    .array(Row)
    .parse(rows)
    .map((row): UsingStep => ({
      stepId: row.stepId,
      state: stepState(row),
      // What was skipped before causes were kept had been tried, or a person did not want it.
      skipCause: row.skipCause ?? (row.status === "skipped" && row.attempt === 0 ? "person" : null),
      stale: row.stale,
      correctedAt: row.corrected && Date.parse(row.corrected.at),
      startedAt: row.startedAt?.getTime() ?? null,
      finishedAt: row.finishedAt?.getTime() ?? null,
      once: row.calledOnce || onceTools.includes(row.ownTool),
    }));
  return { steps, uses };
}
