import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Db, Tx } from "#lib/db/client.ts";
import { StepRunView } from "#lib/domain/run.ts";
import { DROPPED } from "./conditions.ts";
import type { RunKey } from "./keys.ts";

const time = z
  .date()
  .nullable()
  .transform((date) => date?.toISOString() ?? null);

const Row = z
  .object({
    step_id: z.string(),
    status: z.string(),
    attempt: z.number(),
    tool: z.string().nullable(),
    fallback: z.number().nullable(),
    waiting_for: z.string().nullable(),
    wake_at: time,
    started_at: time,
    finished_at: time,
    error: z.unknown(),
    notes: z.unknown(),
    cost_micros: z.bigint(),
    summary: z.string().nullable(),
    has_output: z.boolean(),
    map_step: z.string().nullable(),
    item: z.number().nullable(),
    items_total: z.number().nullable(),
    pending: z.number(),
    skip_cause: z.string().nullable(),
    stale: z.boolean(),
    slow: z.boolean(),
    corrected: z.unknown(),
    reused: z.unknown(),
    undoes: z.unknown(),
  })
  .transform((row) =>
    StepRunView.parse({
      stepId: row.step_id,
      status: row.status,
      attempt: row.attempt,
      tool: row.tool,
      fallback: row.fallback,
      waitingFor: row.waiting_for,
      wakeAt: row.wake_at,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      error: row.error ?? null,
      notes: row.notes,
      costMicros: Number(row.cost_micros),
      summary: row.summary,
      hasOutput: row.has_output,
      item: row.map_step === null ? null : { of: row.map_step, index: row.item },
      // Of a map that has begun, pending counts the items that are left.
      items:
        row.items_total === null
          ? null
          : { total: row.items_total, left: row.waiting_for === "items" ? row.pending : 0 },
      skipCause: row.skip_cause,
      stale: row.stale,
      slow: row.slow,
      corrected: row.corrected ?? null,
      reused: row.reused ?? null,
      undoes: row.undoes ?? null,
    }),
  );

/**
 * The views of a run's steps, by id; outputs are not loaded.
 * @param stepIds only these; all of the run when left out
 */
export async function stepViews(
  tx: Db | Tx,
  { workspaceId, runId }: RunKey,
  stepIds?: readonly string[],
): Promise<StepRunView[]> {
  const only = stepIds ? Prisma.sql`and step_id = any(${stepIds}::text[])` : Prisma.empty;
  const rows = await tx.$queryRaw`
    select step_id, status, attempt, tool, fallback, waiting_for, wake_at, started_at, finished_at, error, notes, cost_micros,
      summary, output is not null as has_output, map_step, item, items_total, pending, skip_cause, stale, slow, corrected,
      reused, undoes
    from step_runs
    where workspace_id = ${workspaceId} and run_id = ${runId} and pending > ${DROPPED} ${only}
    order by step_id`;
  return z.array(Row).parse(rows);
}
