import { Prisma } from "#lib/db/generated/client.ts";

/**
 * SQL for what a run `r` stands still for when a person's answer is all that it needs (RunWait); else null. One that failed besides, or
 * whose outcome nobody knows, needs more than that.
 */
export const WAITS_FOR = Prisma.sql`
  case
    when r.status = 'paused' and exists (
      select from approvals a where a.workspace_id = r.workspace_id and a.run_id = r.id and a.status = 'pending'
        and a.request->>'kind' = 'plan') then 'approval'
    when r.status = 'needs_attention' then (
      select case
        when bool_or(waiting.pending >= 0 and (waiting.status = 'failed' or waiting.waiting_for = 'decision')) then null
        when bool_or(waiting.pending >= 0 and waiting.undoes is null and waiting.waiting_for = 'approval') then 'approval'
        when bool_or(waiting.pending >= 0 and waiting.waiting_for = 'answer') then 'answer'
        when bool_or(waiting.pending >= 0 and waiting.waiting_for = 'spend') then 'spend'
      end
      from step_runs waiting where waiting.workspace_id = r.workspace_id and waiting.run_id = r.id)
  end`;

/** SQL for what in a run `r` and in those below it waits for a person (RunNeeds). Nothing does in one that is over: what it did may still be undone. */
export const NEEDS = Prisma.sql`
  with whole as materialized (
    select r.id as id where r.status not in ('succeeded', 'failed', 'aborting', 'aborted')
    union all
    select id from runs_below(r.workspace_id, r.id) as below(id) where r.status not in ('succeeded', 'failed', 'aborting', 'aborted')
  ), need as (
    select s.waiting_for as kind from whole
    join step_runs s on s.workspace_id = r.workspace_id and s.run_id = whole.id
    where s.status = 'waiting' and s.pending >= 0 and s.undoes is null
    union all
    -- A change that a replan makes is decided with the replan.
    select 'approval' from whole
    join approvals a on a.workspace_id = r.workspace_id and a.run_id = whole.id
    where a.status = 'pending' and a.step_id is null and a.replan_id is null
    union all
    select case p.status when 'asked' then 'answer' else 'replan' end from whole
    join replans p on p.workspace_id = r.workspace_id and p.run_id = whole.id
    where p.status in ('proposed', 'asked')
  )
  select jsonb_build_object(
    'approval', count(*) filter (where kind = 'approval'),
    'answer', count(*) filter (where kind = 'answer'),
    'spend', count(*) filter (where kind = 'spend'),
    'decision', count(*) filter (where kind = 'decision'),
    'replan', count(*) filter (where kind = 'replan'))
  from need`;
