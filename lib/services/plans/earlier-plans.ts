import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import { RunStatus } from "#lib/domain/run.ts";
import type { Recollection } from "#lib/planner/ports.ts";

const Row = z.object({ goal: z.string(), steps: z.array(z.string()), status: RunStatus.nullable() });

const MOST = 3;
const OUTCOMES: Partial<Record<RunStatus, string>> = {
  succeeded: "its latest run succeeded",
  failed: "its latest run failed",
  aborted: "its latest run was aborted",
};

/** Plans of the workspace whose goals share words with this one, the closest first, and how their latest runs went. */
export async function earlierPlans(
  db: Db,
  { workspaceId, id }: { workspaceId: string; id: string },
  analysis: GoalAnalysis,
): Promise<Recollection["plans"]> {
  const words = [analysis.topic, analysis.deliverable ?? "", ...analysis.keywords].join(" ").slice(0, 1_000);
  const rows = await db.$queryRaw`
    with asked as (
      -- Lexemes joined with "or": who asks in other words still finds something, ranked below.
      select to_tsquery('english', nullif(string_agg(quote_literal(lexeme), ' | '), '')) as query
      from unnest(to_tsvector('english', ${words}))
    ), close as (
      select p.id, p.goal, p.draft, ts_rank_cd(to_tsvector('english', left(p.goal, 2000)), asked.query) as rank
      from (
        select id, goal, draft from plans
        where workspace_id = ${workspaceId} and id <> ${id} and status = 'draft'
        order by updated_at desc limit 500
      ) p, asked
      where to_tsvector('english', left(p.goal, 2000)) @@ asked.query
      order by rank desc limit ${MOST}
    )
    select left(close.goal, 500) as goal,
      coalesce((select jsonb_agg(step->>'title') from jsonb_array_elements(close.draft->'steps') step), '[]') as steps,
      (select r.status from runs r where r.workspace_id = ${workspaceId} and r.plan_id = close.id
        order by r.number desc limit 1) as status
    from close order by rank desc`;
  return z
    .array(Row)
    .parse(rows)
    .map(({ goal, steps, status }) => ({
      goal,
      steps: steps.slice(0, 40),
      outcome: (status && OUTCOMES[status]) ?? "it was not run to its end",
    }));
}
