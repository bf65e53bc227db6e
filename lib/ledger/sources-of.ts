import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { joinSources, type Provenance } from "#lib/domain/provenance.ts";
import type { RunKey } from "./keys.ts";

const Row = z.object({
  from: z.string(),
  stepId: z.string(),
  title: z.string(),
  tool: z.string(),
  url: z.string().nullable(),
  query: z.string().nullable(),
});

/**
 * What came from outside into the outputs of these steps: the steps that brought it in, found by following what each step read back to
 * where it came from. An output that a person has put right is that person's.
 * @param outside names of the tools whose outputs come from outside
 * @returns for each step its sources; none: everything in it is the workspace's own
 */
export async function sourcesOf(
  db: Db,
  { workspaceId, runId }: RunKey,
  steps: readonly string[],
  outside: readonly string[],
): Promise<ReadonlyMap<string, Provenance>> {
  if (steps.length === 0) return new Map();
  const rows = await db.$queryRaw`
    with recursive behind("from", step_id) as (
      select s.id, s.id from unnest(${[...steps]}::text[]) as s(id)
      union
      select b."from", r.id
      from behind b
      join step_runs s on s.workspace_id = ${workspaceId} and s.run_id = ${runId} and s.step_id = b.step_id
        and s.corrected is null
      cross join lateral (
        select jsonb_array_elements_text(s.reads) as id
        -- The items of a map bring in what their tool brings in.
        union all select i.step_id from step_runs i
        where i.workspace_id = s.workspace_id and i.run_id = s.run_id and i.map_step = s.step_id
      ) as r
    )
    select b."from", s.step_id as "stepId", s.step->>'title' as title, coalesce(s.tool, s.own_tool) as tool,
      case when jsonb_typeof(s.input->'url') = 'string' then s.input->>'url' end as url,
      case when jsonb_typeof(s.input->'query') = 'string' then s.input->>'query' end as query
    from behind b
    join step_runs s on s.workspace_id = ${workspaceId} and s.run_id = ${runId} and s.step_id = b.step_id
    -- MCP servers' tools bring things in even when they have been removed since.
    where s.corrected is null and (s.tool = any(${[...outside]}::text[]) or s.tool like 'mcp.%'
      -- Of a result that an earlier run gave nobody knows which of the step's tools it came from.
      or s.tool is null and (s.own_tool = any(${[...outside]}::text[]) or s.own_tool like 'mcp.%' or exists (
        select from jsonb_array_elements(s.step->'fallbacks') as f(fallback)
        where f.fallback->>'tool' = any(${[...outside]}::text[]) or f.fallback->>'tool' like 'mcp.%')))
    order by s.step_id`;
  const found = new Map<string, Provenance>();
  for (const { from, stepId, title, tool, url, query } of z.array(Row).parse(rows)) {
    const place = url ?? (query === null ? title : `${title}: “${query}”`);
    const source = { stepId, tool, place: place.slice(0, 300).toWellFormed() };
    found.set(from, joinSources(found.get(from) ?? [], [source]));
  }
  return found;
}
