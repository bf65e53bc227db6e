import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { Id } from "#lib/domain/ids.ts";
import { insertNotice } from "./approval-rows.ts";
import { changeRun, type OpenRun } from "./change-run.ts";
import { expireApproval } from "./decide-approval.ts";

const Row = z.object({ workspaceId: z.string(), runId: z.string(), id: Id });
const AT_ONCE = 200;

/**
 * Ends requests that nobody decided in time, and those whose step waits for them no longer. Any number of workers may do this at the
 * same time.
 * @returns how many were ended
 */
export async function sweepApprovals(db: Db): Promise<number> {
  const rows = await db.$queryRaw`
    select a.workspace_id as "workspaceId", a.run_id as "runId", a.id from approvals a
    join runs r on r.workspace_id = a.workspace_id and r.id = a.run_id
    left join step_runs s on s.workspace_id = a.workspace_id and s.run_id = a.run_id and s.step_id = a.step_id and s.pending >= 0
    where a.status = 'pending' and (a.expires_at < clock_timestamp()
      or case when a.request->>'kind' = 'change' then r.status in ('aborting', 'aborted', 'succeeded', 'failed')
          or (a.replan_id is not null and not exists (
            select from replans p where p.workspace_id = a.workspace_id and p.id = a.replan_id and p.status = 'proposed'))
        when a.step_id is null then r.status <> 'paused'
        else s.step_id is null or s.attempt <> a.attempt or s.status <> 'waiting'
          or s.waiting_for not in ('approval', 'answer', 'spend') end)
    limit ${AT_ONCE}`;
  let ended = 0;
  for (const { workspaceId, runId, id } of z.array(Row).parse(rows)) {
    if (await changeRun(db, { workspaceId, runId }, (run) => expireApproval(run, id))) ended += 1;
  }
  return ended;
}

const Due = Row.extend({ stepId: z.string().nullable(), remindAt: z.date() });

/**
 * Reminds of requests that have waited as long as their terms say, each time once: however many workers look at the same moment, one
 * finds the time that it read still standing. After a long absence of all workers one reminder stands for those that were missed.
 * @returns how many were reminded of
 */
export async function remindOfApprovals(db: Db): Promise<number> {
  const rows = await db.$queryRaw`
    select workspace_id as "workspaceId", run_id as "runId", id, step_id as "stepId", remind_at as "remindAt" from approvals
    where status = 'pending' and remind_at <= clock_timestamp() limit ${AT_ONCE}`;
  let reminded = 0;
  for (const due of z.array(Due).parse(rows)) {
    if (await changeRun(db, due, (run) => remind(run, due))) reminded += 1;
  }
  return reminded;
}

const Reminded = z.object({ times: z.number(), since: z.date(), to: z.string().nullable() });

async function remind(run: OpenRun, { id, stepId, remindAt }: z.infer<typeof Due>): Promise<boolean> {
  const { tx, workspaceId, runId } = run;
  const rows = await tx.$queryRaw`
    update approvals
    set reminders = reminders + 1, reminded_at = clock_timestamp(),
      remind_at = clock_timestamp() + make_interval(secs => (terms->>'remindHours')::float8 * 3600)
    where workspace_id = ${workspaceId} and id = ${id} and status = 'pending' and remind_at = ${remindAt}
    returning reminders as times, created_at as since, delegated_to as "to"`;
  const [row] = z.array(Reminded).parse(rows);
  if (!row) return false;
  await insertNotice(run, { kind: "reminded", approvalId: id, to: row.to });
  const since = row.since.toISOString();
  run.emit({ type: "approval.reminded", approvalId: id, runId, stepId, since, times: row.times });
  return true;
}
