import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { DROPPED } from "#lib/ledger/conditions.ts";
import type { RunKey } from "#lib/ledger/keys.ts";

const Rows = z.array(z.object({ id: z.string(), title: z.string() }));

/**
 * The titles of steps that a run had and its plan has no more, by id: what is told of them goes on naming them. A step that came with one
 * move of the run, never began and went with another left nothing but its id.
 * @param graph that of the run now
 */
export async function droppedTitles(
  tx: Tx,
  { workspaceId, runId }: RunKey,
  graph: PlanGraph,
): Promise<Record<string, string>> {
  const rows = Rows.parse(
    // What a step was called last is in its own row.
    await tx.$queryRaw`
      select step->>'id' as id, step->>'title' as title
      from runs r
      join plan_versions v on v.workspace_id = r.workspace_id and v.plan_id = r.plan_id and v.number = r.first_version
      cross join jsonb_array_elements(v.graph->'steps') as step
      where r.workspace_id = ${workspaceId} and r.id = ${runId} and r.first_version <> r.version_number
      union all
      select step_id, step->>'title' from step_runs
      where workspace_id = ${workspaceId} and run_id = ${runId} and pending = ${DROPPED}
        and map_step is null and undoes is null`,
  );
  const present = new Set<string>(graph.steps.map(({ id }) => id));
  return Object.fromEntries(rows.filter(({ id }) => !present.has(id)).map(({ id, title }) => [id, title]));
}
