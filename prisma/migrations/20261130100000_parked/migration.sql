-- AlterTable
ALTER TABLE "attempts" ADD COLUMN     "parked" JSONB;

-- Steps whose tool waits for another run: looked for several times a second, and few.
create index step_runs_awaiting_run on step_runs (workspace_id, run_id) where status = 'waiting' and waiting_for = 'run';

-- Whether the calls that an attempt recorded stand for the attempt after it: it was lost with its worker, its call waits for something
-- and is gone on with, or all that went wrong is that no checker model could judge the output. Then the outcome is taken again and
-- judged, and nothing is called twice.
create or replace function leaves_calls(a attempts) returns boolean
language sql stable
as $$
  select a.status in ('lost', 'unknown', 'parked')
    or (a.status = 'failed' and coalesce(a.error->>'code', '') = 'checker_failed')
$$;
