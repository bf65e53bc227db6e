import { z } from "zod";
import type { Db, Tx } from "#lib/db/client.ts";
import type { EstimateBasis } from "#lib/domain/estimate-basis.ts";
import { ENOUGH_USES } from "#lib/domain/known-uses.ts";
import {
  ASKED,
  COUNTS,
  DAYS_BACK,
  STEP_SECONDS,
  USES,
  UsesRow,
  USES_COUNTED,
  usesOf,
} from "./earlier-uses.ts";

/** Fewer runs of a large plan, so that about this many steps are looked at, but never fewer than these. */
const ROWS = 10_000;
const LEAST_RUNS = 5;

const Row = UsesRow.extend({
  stepId: z.string(),
  tool: z.string(),
  models: z.string(),
  items: z.number().nullable(),
});

/**
 * What each step of a plan took in its latest runs, by the tool it had then and the models it asked; of a map, all of it.
 * How many items a map has is known from its first run.
 * @param steps how many steps the plan has
 */
export async function readStepUses(
  db: Db | Tx,
  workspaceId: string,
  planId: string,
  steps: number,
): Promise<Pick<EstimateBasis, "steps" | "items">> {
  if (steps === 0) return { steps: [], items: {} };
  const runs = Math.min(USES_COUNTED, Math.max(LEAST_RUNS, Math.floor(ROWS / steps)));
  // "offset 0" keeps each run's rows a look-up in the index: joined freely, the whole table is read, and not the latest runs first.
  const rows = await db.$queryRaw`
    with run as materialized (
      select id, number from runs
      where workspace_id = ${workspaceId} and plan_id = ${planId} and created_at > now() - make_interval(days => ${DAYS_BACK})
      order by number desc limit ${runs}
    ), asked as materialized (
      select ${ASKED}
      from run cross join lateral (
        select * from model_calls where workspace_id = ${workspaceId} and run_id = run.id and step_id is not null
        offset 0
      ) c
      group by c.run_id, c.step_id
    ), part as materialized (
      select s.run_id, s.step_id, s.map_step, s.own_tool, s.cost_micros, s.items_total, s.seconds, s.output_bytes
      from run cross join lateral (
        select s.run_id, s.step_id, s.map_step, s.own_tool, s.cost_micros, s.items_total,
          case when s.map_step is null and ${COUNTS} then ${STEP_SECONDS} end as seconds,
          pg_column_size(s.output) as output_bytes
        from step_runs s where s.workspace_id = ${workspaceId} and s.run_id = run.id
        offset 0
      ) s
      limit ${Math.max(ROWS, runs * steps)}
    ), done as (
      select coalesce(part.map_step, part.step_id) as step_id,
        max(part.own_tool) filter (where part.map_step is null) as tool,
        coalesce(max(asked.models), '') as models,
        max(part.seconds) as seconds, max(part.items_total) as items,
        sum(part.cost_micros) as tool_cost, sum(part.cost_micros + coalesce(asked.cost, 0)) as cost,
        coalesce(bool_or(asked.cost_unknown), false) as cost_unknown,
        coalesce(max(part.output_bytes) filter (where part.map_step is null), 0) as output_bytes
      from part left join asked on asked.run_id = part.run_id and asked.step_id = part.step_id
      group by part.run_id, coalesce(part.map_step, part.step_id)
      having max(part.seconds) is not null
    )
    select step_id as "stepId", tool, models,
      round(percentile_cont(0.5) within group (order by items::float8))::int as items, ${USES}
    from done group by step_id, tool, models`;
  const parsed = z.array(Row).parse(rows);
  const items: EstimateBasis["items"] = {};
  for (const row of parsed) if (row.items !== null) items[row.stepId] = row.items;
  return {
    steps: parsed
      .filter(({ count }) => count >= ENOUGH_USES)
      .map((row) => ({ stepId: row.stepId, tool: row.tool, models: row.models, ...usesOf(row) })),
    items,
  };
}
