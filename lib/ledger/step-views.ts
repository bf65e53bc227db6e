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
      summary, output is not null as has_output
    from step_runs
    where workspace_id = ${workspaceId} and run_id = ${runId} and pending > ${DROPPED} ${only}
    order by step_id`;
  return z.array(Row).parse(rows);
}
