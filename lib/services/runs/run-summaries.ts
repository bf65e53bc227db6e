import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Db, Tx } from "#lib/db/client.ts";
import { RunNeeds, RunStatus, RunWait } from "#lib/domain/run.ts";
import type { RunSummary } from "#lib/domain/view.ts";
import { NEEDS, WAITS_FOR } from "./waits-for.ts";

const time = z
  .date()
  .nullable()
  .transform((date) => date?.toISOString() ?? null);

const Row = z.object({
  id: z.string(),
  number: z.number(),
  planId: z.string(),
  planTitle: z.string(),
  goal: z.string(),
  versionNumber: z.number(),
  status: RunStatus,
  reason: z.string().nullable(),
  waitsFor: RunWait.nullable(),
  needs: RunNeeds,
  createdAt: z.date().transform((date) => date.toISOString()),
  startedAt: time,
  finishedAt: time,
  stepsDone: z.number(),
  stepsTotal: z.number(),
  costMicros: z.coerce.number(),
  costUnknown: z.boolean(),
});

/**
 * Summaries of runs, with their goals.
 * @param matching condition on `r` (runs) and `p` (plans), the workspace included
 */
export async function runSummaries(
  db: Db | Tx,
  matching: Prisma.Sql,
  limit: number,
): Promise<(RunSummary & { goal: string })[]> {
  // Steps that a replan took out (pending -1) are no longer the run's, but what they cost was spent.
  const rows = await db.$queryRaw(Prisma.sql`
    select r.id, r.number, r.plan_id as "planId", p.title as "planTitle", p.goal, r.version_number as "versionNumber",
      r.status, r.reason, r.created_at as "createdAt", r.started_at as "startedAt", r.finished_at as "finishedAt",
      ${WAITS_FOR} as "waitsFor", (${NEEDS}) as needs,
      s.done as "stepsDone", s.total as "stepsTotal", s.cost + m.cost + below.cost as "costMicros",
      m.unknown or below.unknown as "costUnknown"
    from runs r
    join plans p on p.workspace_id = r.workspace_id and p.id = r.plan_id
    cross join lateral (
      select (count(*) filter (where status in ('succeeded', 'skipped') and pending >= 0 and undoes is null))::int as done,
        (count(*) filter (where pending >= 0 and undoes is null))::int as total, coalesce(sum(cost_micros), 0)::bigint as cost
      from step_runs where workspace_id = r.workspace_id and run_id = r.id
    ) s
    cross join lateral (
      select coalesce(sum(cost_micros), 0)::bigint as cost,
        coalesce(bool_or(cost_micros is null), false) as unknown
      from model_calls where workspace_id = r.workspace_id and run_id = r.id
    ) m
    -- What the runs cost that its steps started.
    cross join lateral (
      with part as materialized (select runs_below(r.workspace_id, r.id) as id)
      select (
          select coalesce(sum(s.cost_micros), 0)::bigint from part
          join step_runs s on s.workspace_id = r.workspace_id and s.run_id = part.id
        ) + coalesce(sum(c.cost_micros), 0)::bigint as cost,
        coalesce(bool_or(c.cost_micros is null), false) as unknown
      from part join model_calls c on c.workspace_id = r.workspace_id and c.run_id = part.id
    ) below
    where ${matching}
    order by r.number desc
    limit ${limit}`);
  return z.array(Row).parse(rows);
}
