import { z } from "zod";
import type { Db, Tx } from "#lib/db/client.ts";
import { ENOUGH_USES } from "#lib/domain/known-uses.ts";
import { ToolFailures } from "#lib/domain/plan-risk.ts";
import { DAYS_BACK } from "./earlier-uses.ts";

/** How many of the workspace's latest runs and of their calls are looked at. */
const RUNS = 200;
const CALLS = 20_000;

/** How often the calls of each tool failed in the workspace's latest runs; only of tools with enough calls to say something. */
export async function readToolFailures(db: Db | Tx, workspaceId: string): Promise<ToolFailures[]> {
  // For "offset 0" see step-uses.ts.
  const rows = await db.$queryRaw`
    with run as materialized (
      select id, number from runs
      where workspace_id = ${workspaceId} and created_at > now() - make_interval(days => ${DAYS_BACK})
      order by number desc limit ${RUNS}
    ), call as (
      select c.tool, c.status
      from run cross join lateral (
        select c.tool, c.status from tool_calls c
        where c.workspace_id = ${workspaceId} and c.run_id = run.id and c.status in ('succeeded', 'failed')
        offset 0
      ) c
      limit ${CALLS}
    )
    select tool, count(*)::int as calls, (count(*) filter (where status = 'failed'))::int as failed
    from call group by tool having count(*) >= ${ENOUGH_USES} order by tool`;
  return z.array(ToolFailures).parse(rows);
}
