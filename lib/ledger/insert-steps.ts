import type { Tx } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Expected } from "#lib/domain/expected.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { stepsRead } from "#lib/domain/step-reads.ts";
import type { Step } from "#lib/domain/step.ts";
import { remainingPaths } from "#lib/engine/remaining-paths.ts";
import type { RunKey } from "./keys.ts";

/** A step as it begins in a run. */
export type FreshStep = { step: Step; pending: number; status: "blocked" | "ready" };

/** How long steps should take, by id; what is not there is not known. */
export type ExpectedByStep = ReadonlyMap<StepId, Expected>;

/**
 * Writes steps that begin from nothing: new rows, or rows that a replan resets. The attempt number of a reset row stays,
 * because it is the fencing token and names the attempts there were.
 * @param graph all of the run's, from which the steps' ranks follow
 */
export async function insertSteps(
  tx: Tx,
  key: RunKey,
  fresh: readonly FreshStep[],
  graph: PlanGraph,
  expected: ExpectedByStep,
): Promise<void> {
  await tx.$executeRaw`
    ${insertionOf(key, fresh, graph, expected)}
    on conflict (workspace_id, run_id, step_id) do update
    set step = excluded.step, status = excluded.status, pending = excluded.pending, ready_at = excluded.ready_at,
      own_tool = excluded.own_tool, reads = excluded.reads, rank = excluded.rank,
      expected_seconds = excluded.expected_seconds, slow_after = excluded.slow_after,
      wake_at = null, waiting_for = null, failures = 0, worker_deaths = 0, locked_by = null, lease_until = null, tool = null,
      fallback = null, input = null, output = null, summary = null, error = null, notes = '[]', started_at = null,
      finished_at = null, slow_at = null, slow = false, slow_replan = false, slow_retried = false, stop_for = null, first_call = 0, avoid_worker = null, skip_cause = null, items_total = null,
      repeats = 0, missing = null, result_key = null, reused = null, stale = false, corrected = null`;
}

/** The statement that writes steps of which the run has no rows. */
export function insertionOf(
  { workspaceId, runId }: RunKey,
  fresh: readonly FreshStep[],
  graph: PlanGraph,
  expected: ExpectedByStep,
): Prisma.Sql {
  const ranks = rankSteps(graph, expected);
  const rows = fresh.map(({ step, pending, status }) => ({
    step,
    pending,
    status,
    reads: stepsRead(step),
    rank: ranks.get(step.id) ?? 0,
    expectedSeconds: expected.get(step.id)?.attemptSeconds ?? null,
    slowAfter: expected.get(step.id)?.slowAfter ?? step.timeoutSeconds,
  }));
  return Prisma.sql`
    insert into step_runs as s (workspace_id, run_id, step_id, step, status, pending, ready_at, own_tool, reads, rank,
      expected_seconds, slow_after)
    select ${workspaceId}, ${runId}, fresh.step->>'id', fresh.step, fresh.status, fresh.pending,
      case when fresh.status = 'ready' then clock_timestamp() end, fresh.step->>'tool', fresh.reads, fresh.rank,
      fresh."expectedSeconds", fresh."slowAfter"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as fresh(step jsonb, status text, pending int, reads jsonb,
      rank float8, "expectedSeconds" float8, "slowAfter" float8)
    order by fresh.step->>'id'`;
}

/** Among ready steps of a run the one with the highest rank goes first: the longest path that remains, in expected seconds. */
export function rankSteps(graph: PlanGraph, expected: ExpectedByStep): Map<StepId, number> {
  return remainingPaths(graph, new Map(Array.from(expected, ([id, { seconds }]) => [id, seconds])));
}
