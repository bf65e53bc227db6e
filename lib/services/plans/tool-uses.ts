import { z } from "zod";
import type { Db, Tx } from "#lib/db/client.ts";
import type { ToolUses } from "#lib/domain/estimate-basis.ts";
import {
  ASKED,
  COUNTS,
  DAYS_BACK,
  ENOUGH,
  STEP_SECONDS,
  USES,
  UsesRow,
  USES_COUNTED,
  usesOf,
} from "./earlier-uses.ts";

/** How many of the workspace's latest runs and of their steps are looked at. */
const RUNS = 200;
const STEPS = 5_000;

const Row = UsesRow.extend({
  tool: z.string(),
  models: z.string().nullable(),
  size: z.number().nullable(),
  asked: z.boolean().nullable(),
});

/**
 * What tools took in the workspace's latest runs, three times: by the models asked and the size of the arguments, by the models, and
 * by whether any was asked. Of a map its items are what uses the tool; a fallback's use is not one of the step's own tool.
 */
export async function readToolUses(
  db: Db | Tx,
  workspaceId: string,
  tools: readonly string[],
): Promise<ToolUses[]> {
  if (tools.length === 0) return [];
  // For "offset 0" see step-uses.ts.
  const rows = await db.$queryRaw`
    with run as materialized (
      select id, number from runs
      where workspace_id = ${workspaceId} and created_at > now() - make_interval(days => ${DAYS_BACK})
      order by number desc limit ${RUNS}
    ), latest as materialized (
      select s.*, row_number() over (partition by s.own_tool order by s.number desc, s.step_id) as place
      from (
        select run.number, s.*
        from run cross join lateral (
          select s.workspace_id, s.run_id, s.step_id, s.own_tool, s.attempt, s.started_at, s.finished_at, s.cost_micros,
            s.items_total, s.tool, pg_column_size(s.input) as input_bytes, pg_column_size(s.output) as output_bytes
          from step_runs s where s.workspace_id = ${workspaceId} and s.run_id = run.id and ${COUNTS}
          offset 0
        ) s
        limit ${STEPS}
      ) s
      where s.own_tool = any(${tools}::text[]) and s.items_total is null and coalesce(s.tool, s.own_tool) = s.own_tool
    ), counted as materialized (
      select * from latest where place <= ${USES_COUNTED}
    ), asked as materialized (
      select ${ASKED} from model_calls c
      where c.workspace_id = ${workspaceId} and c.run_id = any(array(select distinct run_id from counted))
        and c.step_id is not null
      group by c.run_id, c.step_id
    ), used as (
      select s.own_tool as tool, coalesce(asked.models, '') as models, asked.models is not null as asked,
        floor(ln(greatest(1, coalesce(s.input_bytes, 0))) / ln(4))::int as size, ${STEP_SECONDS} as seconds,
        s.cost_micros as tool_cost, s.cost_micros + coalesce(asked.cost, 0) as cost,
        coalesce(asked.cost_unknown, false) as cost_unknown, coalesce(s.output_bytes, 0) as output_bytes
      from counted s left join asked on asked.run_id = s.run_id and asked.step_id = s.step_id
    )
    select tool, models, size, asked, ${USES}
    from used
    group by grouping sets ((tool, models, size), (tool, models), (tool, asked))
    having ${ENOUGH}`;
  return z
    .array(Row)
    .parse(rows)
    .map((row) => {
      const { tool, models, size, asked } = row;
      return { tool, models, size, asked, ...usesOf(row) };
    });
}
