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
