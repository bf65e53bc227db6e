-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "depth" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "parent_run" TEXT,
ADD COLUMN     "parent_step" TEXT;

-- Few runs have a parent; they are looked for from it, and those that go on several times a second.
create index runs_children on runs (workspace_id, parent_run) where parent_run is not null;
create index runs_live_children on runs (workspace_id, parent_run, parent_step)
  where parent_run is not null and status not in ('succeeded', 'failed', 'aborted');

-- The runs that a run's steps have started, and those that theirs have.
create function runs_below(of_workspace text, of_run text) returns setof text
language sql stable
as $$
  with recursive below(id) as (
    select r.id from runs r where r.workspace_id = of_workspace and r.parent_run = of_run
    union all
    select r.id from below b join runs r on r.workspace_id = of_workspace and r.parent_run = b.id
  )
  select id from below
$$;
