import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { Json } from "#lib/domain/json.ts";
import type { Reused } from "#lib/domain/run.ts";
import type { RunKey } from "./keys.ts";
import { loadWhole } from "./large-values.ts";

/** A result of an earlier run: the output, one line about it, and what taking it over saves. */
export type EarlierResult = { output: Json; summary: string; reused: Reused };

const Row = z.object({
  runId: z.string(),
  output: Json.nullable(),
  summary: z.string().nullable(),
  seconds: z.number(),
  costMicros: z.coerce.number(),
  reused: z.object({ savedSeconds: z.number(), savedMicros: z.number() }).nullable(),
});

/**
 * The result of the same step in an earlier run, made from the same definition, tool version and inputs, corrections by hand
 * included. Where that run did a run again itself and never got to the step, the one before it counts, and so on; but not past
 * a run in which a person wanted the step done anew.
 * @param key the step of the run under way; an item of a map goes by its place
 * @param reuseFrom the run that this one does again
 * @param resultKey the hash of what decides the step's result
 */
export async function earlierResult(
  db: Db,
  { workspaceId, stepId }: RunKey & { stepId: string },
  reuseFrom: string,
  resultKey: string,
): Promise<EarlierResult | null> {
  const rows = await db.$queryRaw`
    with recursive chain as (
      select id, rerun_of, redo, 0 as distance from runs where workspace_id = ${workspaceId} and id = ${reuseFrom}
      union all
      select before.id, before.rerun_of, before.redo, chain.distance + 1
      from chain join runs before on before.workspace_id = ${workspaceId} and before.id = chain.rerun_of
      where not coalesce(chain.redo, '[]') ? split_part(${stepId}, '.', 1)
    )
    select chain.id as "runId", s.output, s.summary, s.cost_micros as "costMicros", s.reused,
      coalesce(extract(epoch from s.finished_at - s.started_at), 0)::float8 as seconds
    from chain
    join step_runs s on s.workspace_id = ${workspaceId} and s.run_id = chain.id and s.step_id = ${stepId}
    where s.result_key = ${resultKey} and s.status = 'succeeded' and s.pending >= 0
      and not exists (
        select from tool_calls c
        where c.workspace_id = s.workspace_id and c.run_id = s.run_id and c.step_id = s.step_id
          and c.side_effect = 'once')
    order by chain.distance
    limit 1`;
  const [row] = z.array(Row).parse(rows);
  if (!row) return null;
  // Of a run that ended long ago, retention may have deleted a large output; then the step is done anew.
  const output = await loadWhole(db, { workspaceId, runId: row.runId }, row.output);
  if (output === undefined) return null;
  // What was itself taken over took no time there; what it saved, it saves again.
  const savedSeconds = row.reused?.savedSeconds ?? row.seconds;
  const savedMicros = row.reused?.savedMicros ?? row.costMicros;
  return {
    output,
    summary: row.summary ?? "",
    reused: { runId: row.runId, savedSeconds, savedMicros },
  };
}
