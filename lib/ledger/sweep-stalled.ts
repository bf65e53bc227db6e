import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { changeRun } from "./change-run.ts";
import type { RunKey } from "./keys.ts";
import { runSettings } from "./run-settings.ts";
import type { OpenReplan } from "./sweep-slow.ts";

const Key = z.object({ workspaceId: z.string(), runId: z.string() });
const Facts = z.object({ stepIds: z.array(z.string()), asked: z.coerce.number(), since: z.coerce.number() });

const AT_ONCE = 100;

/**
 * Asks for a replan of runs in which nothing can go on, where their workspaces wish it: once after each failure, and only so often.
 * Any number of workers may do this at the same time.
 * @returns the runs for which one was asked
 */
export async function sweepStalled(db: Db, openReplan: OpenReplan): Promise<RunKey[]> {
  const rows = await db.$queryRaw`
    select r.workspace_id as "workspaceId", r.id as "runId" from runs r
    join workspaces w on w.id = r.workspace_id and w.run_settings->>'onStall' = 'replan'
    where r.status = 'needs_attention' and not exists (
      -- One that was asked for since the latest failure, whatever came of it.
      select from replans p where p.workspace_id = r.workspace_id and p.run_id = r.id and p.created_at >= (
        select coalesce(max(s.finished_at), r.created_at) from step_runs s
        where s.workspace_id = r.workspace_id and s.run_id = r.id and s.status = 'failed'))
    limit ${AT_ONCE}`;
  const found: RunKey[] = [];
  for (const key of z.array(Key).parse(rows)) {
    const asked = await changeRun(db, key, async (run) => {
      if (run.status !== "needs_attention") return false;
      const { onStall, mostReplans } = await runSettings(run.tx, key.workspaceId);
      // Between the look and the lock another worker may have asked, or a person.
      const facts = await run.tx.$queryRaw`
        with failed as (
          select step_id, finished_at from step_runs
          where workspace_id = ${key.workspaceId} and run_id = ${key.runId} and status = 'failed'
        )
        select (select coalesce(array_agg(step_id order by step_id), '{}') from failed) as "stepIds",
          (select count(*) from replans where workspace_id = ${key.workspaceId} and run_id = ${key.runId}
            and created_by = 'system') as asked,
          (select count(*) from replans where workspace_id = ${key.workspaceId} and run_id = ${key.runId}
            and created_at >= (select coalesce(max(finished_at), '-infinity') from failed)) as since`;
      const [{ stepIds, asked: often, since } = { stepIds: [], asked: 0, since: 1 }] = z
        .array(Facts)
        .parse(facts);
      if (onStall !== "replan" || stepIds.length === 0 || since > 0 || often >= mostReplans) return false;
      for (const body of await openReplan(run, { kind: "failure", stepIds })) run.emit(body);
      return true;
    });
    if (asked) found.push(key);
  }
  return found;
}
