import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import type { Violation } from "./evidence.ts";

const Wrong = z.object({ runId: z.string(), what: z.string() });

/**
 * Counts anew what the ledger keeps counts of, in one look, and says where they differ.
 * @param which of all runs, or only of those that are not over
 */
export async function recount(db: Db, which: "all" | "open"): Promise<Violation[]> {
  const rows = await db.$queryRaw`
    with looked_at as materialized (
      select workspace_id, id as run_id, undone, live from runs
      where ${which === "all"}::boolean or status not in ('succeeded', 'failed', 'aborted')
    ), counted as (
      select workspace_id, run_id,
        count(*) filter (where status in ('blocked', 'ready', 'running', 'waiting', 'failed')) as undone,
        count(*) filter (where status in ('ready', 'running') or (status = 'waiting' and waiting_for in ('timer', 'run'))) as live
      from step_runs join looked_at using (workspace_id, run_id)
      where pending >= 0
      group by workspace_id, run_id
    ), open_parents as (
      select s.workspace_id, s.run_id, s.step_id, s.pending, count(*) as parents
      from step_runs s
      join step_dependencies d on d.workspace_id = s.workspace_id and d.run_id = s.run_id and d.to_step = s.step_id
      join step_runs p on p.workspace_id = s.workspace_id and p.run_id = s.run_id and p.step_id = d.from_step
        and p.status not in ('succeeded', 'skipped')
      join looked_at l on l.workspace_id = s.workspace_id and l.run_id = s.run_id
      where s.status = 'blocked'
      group by s.workspace_id, s.run_id, s.step_id, s.pending
    ), open_items as (
      select map.run_id, map.step_id, map.pending, count(item.step_id) as items
      from step_runs map
      left join step_runs item on item.workspace_id = map.workspace_id and item.run_id = map.run_id
        and item.map_step = map.step_id and item.item < map.items_total and item.status not in ('succeeded', 'skipped')
      where map.status = 'waiting' and map.waiting_for = 'items'
      group by map.run_id, map.step_id, map.pending
    )
    select r.run_id as "runId", format('the run says %s undone and %s live, there are %s and %s',
      r.undone, r.live, coalesce(c.undone, 0), coalesce(c.live, 0)) as what
    from looked_at r left join counted c using (workspace_id, run_id)
    where (r.undone, r.live) is distinct from (coalesce(c.undone, 0), coalesce(c.live, 0))
    union all
    select s.run_id, format('%s is blocked and says %s open parents, there are %s', s.step_id, s.pending, coalesce(o.parents, 0))
    from step_runs s join looked_at using (workspace_id, run_id) left join open_parents o using (workspace_id, run_id, step_id)
    where s.status = 'blocked' and s.pending <> coalesce(o.parents, 0)
    union all
    select run_id, format('the map %s says %s open items, there are %s', step_id, pending, items)
    from open_items where pending <> items`;
  return z
    .array(Wrong)
    .parse(rows)
    .map((row) => ({ rule: "counters equal a recount", ...row }));
}
