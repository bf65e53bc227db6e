-- The hot path of the ledger as functions: one statement finishes a batch of steps and claims others; one records a batch of
-- calls before they are made, and one after. See docs/architecture.md for states, locks and protocol.
--
-- Locks are taken in one order everywhere: run rows by id, step rows by run and id, concurrency limits, topics. The claim takes
-- run rows late, so it never waits for one: it skips those that are locked.
--
-- The functions pin how they are planned: joins in the order in which they are written, by index, and once a connection. What they
-- look up they look up by key, a few rows at a time; a plan made while tables were empty, or from statistics of yesterday, would
-- read whole runs (measured on a run of 1,000 steps: 70 % of the time of a claim). "offset 0" in a lateral subquery keeps it a
-- look-up of one row by its key.

-- What is ready, in the order in which it is taken within a run; what is running, which limits and fairness count; timers.
-- Partial, so that a step is in at most one of them and a finished one in none.
create index step_runs_ready on step_runs (workspace_id, run_id, rank desc, ready_at, step_id) where status = 'ready';
create index step_runs_running on step_runs (workspace_id, own_tool) where status = 'running';
create index step_runs_timers on step_runs (ready_at) where status = 'waiting' and waiting_for = 'timer';
drop index step_runs_status_ready_at_idx;

-- Runs in which something may have to be settled (settle-runs.ts).
create index runs_open on runs (workspace_id, id)
  where status in ('queued', 'running', 'pausing', 'aborting', 'needs_attention');

-- By its id alone, which no two runs share: without statistics Postgres would look a run up in any index that begins with its
-- workspace, and read all of the workspace's runs (measured with 100 of them: 0.2 ms a look-up).
create index runs_id_idx on runs using hash (id);

-- Made anew so that it is the younger of the table's two: as long as there are no statistics, Postgres takes that one for a look-up
-- that both serve, and dependents are looked up far more often than what they depend on.
alter table step_dependencies drop constraint step_dependencies_pkey,
  add constraint step_dependencies_pkey primary key (workspace_id, run_id, from_step, to_step);

-- Earlier records of a call are found by its step, of which there are few.
drop index tool_calls_workspace_id_idempotency_key_idx;

-- Room in each page for the next version of a row that changes with every batch: then no index has to follow it.
alter table topics set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
alter table runs set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
alter table step_runs set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

-- Runs under way: what a step reads is what its definition names, which may lie further back than its own dependencies.
update step_runs s
set reads = (
  select coalesce(jsonb_agg(distinct ref), '[]') from jsonb_path_query(s.step, '$.**.ref') as ref
  where jsonb_typeof(ref) = 'string')
from runs r
where r.workspace_id = s.workspace_id and r.id = s.run_id and r.status not in ('succeeded', 'failed', 'aborted');

-- A step run's state, as lib/engine/step-machine.ts names it.
create function step_state(status text, waiting_for text) returns text
language sql immutable parallel safe
return case when status = 'waiting' then 'waiting_' || coalesce(waiting_for, 'timer') else status end;

-- A time as the browser writes it.
create function iso_time(at timestamptz) returns text
language sql stable parallel safe
return to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- StepRunView of lib/domain/run.ts. What is null, zero or empty is left out, as its schema fills it in: every change of a step
-- is kept as an event with this in it.
create function step_view(s step_runs) returns jsonb
language sql stable parallel safe
return jsonb_strip_nulls(jsonb_build_object(
  'stepId', s.step_id,
  'status', s.status,
  'attempt', s.attempt,
  'tool', s.tool,
  'fallback', s.fallback,
  'waitingFor', s.waiting_for,
  'wakeAt', iso_time(s.wake_at),
  'startedAt', iso_time(s.started_at),
  'finishedAt', iso_time(s.finished_at),
  'error', s.error,
  'notes', nullif(s.notes, '[]'),
  'costMicros', nullif(s.cost_micros, 0),
  'summary', s.summary,
  'hasOutput', nullif(s.output is not null, false),
  'item', case when s.map_step is not null then jsonb_build_object('of', s.map_step, 'index', s.item) end,
  'items', case when s.items_total is not null then jsonb_build_object('total', s.items_total,
    'left', case when s.waiting_for = 'items' then s.pending else 0 end) end,
  'skipCause', s.skip_cause,
  'stale', nullif(s.stale, false),
  'slow', nullif(s.slow, false),
  'corrected', case when s.corrected is not null
    then jsonb_build_object('by', s.corrected->'by', 'at', s.corrected->'at') end,
  'reused', s.reused,
  'undoes', case when s.undoes is not null then jsonb_build_object('callId', s.undoes->'callId',
    'stepId', s.undoes->'stepId', 'says', s.undoes->'says') end));

-- The event that tells of a changed step.
create function step_changed(s step_runs, what text) returns jsonb
language sql stable parallel safe
return jsonb_build_object('type', 'step.changed', 'step', step_view(s), 'what', what);

-- Appends events, the n-th body to the topic of the n-th run; each topic's sequence goes on without a gap. A topic's row stays
-- locked until the transaction ends, so this comes last; of several topics the alphabetically first is locked first.
create function append_events(workspaces text[], runs text[], bodies jsonb[]) returns void
language plpgsql volatile
as $$
begin
  with item as materialized (
    select e.workspace_id, 'run:' || e.run as topic, e.body,
      row_number() over (partition by e.workspace_id, e.run order by e.n) as place
    from unnest(workspaces, runs, bodies) with ordinality as e(workspace_id, run, body, n)
  ), numbered as (
    insert into topics as t (workspace_id, topic, last_seq)
    select item.workspace_id, item.topic, max(item.place) from item group by 1, 2 order by 2, 1
    on conflict (workspace_id, topic) do update set last_seq = t.last_seq + excluded.last_seq
    returning workspace_id, topic, last_seq
  )
  -- created_at is the clock's time, not the transaction's: a transaction that waited for the lock would date back.
  insert into events (workspace_id, topic, seq, type, body, created_at)
  select item.workspace_id, item.topic,
    numbered.last_seq - max(item.place) over (partition by item.workspace_id, item.topic) + item.place,
    item.body->>'type', item.body, clock_timestamp()
  from numbered
  join item on item.workspace_id = numbered.workspace_id and item.topic = numbered.topic
  order by item.topic, item.place;
end $$;

-- Goes on from steps that are done, whose runs the caller has locked. Dependents' counts are lowered; at zero they become ready,
-- or are passed by when everything they depend on was skipped by conditions (then those behind them are looked at in turn). An
-- item lowers the count of its map; at zero the map is done with the list of its items' outputs. Gives each change in order,
-- and what it means for the run's counts. A row's lock is taken in id order before it is changed, because heartbeats and calls
-- lock steps without their run (measured without: 21 deadlocks in 80 concurrent completions).
create function hand_on(workspaces text[], runs text[], steps text[])
returns table (workspace_id text, run_id text, step_id text, what text, body jsonb, undone int, live int)
language plpgsql volatile
set plan_cache_mode = force_generic_plan set join_collapse_limit = 1 set enable_seqscan = off set enable_hashjoin = off
set enable_mergejoin = off set enable_memoize = off set jit = off
as $$
#variable_conflict use_column
declare
  change record;
  next_workspaces text[];
  next_runs text[];
  next_steps text[];
begin
  while cardinality(steps) > 0 loop
    next_workspaces := '{}';
    next_runs := '{}';
    next_steps := '{}';
    for change in
      with done as materialized (
        select s.workspace_id, s.run_id, s.step_id, s.map_step, s.skip_cause is not distinct from 'condition' as passed_by
        from unnest(workspaces, runs, steps) as k(workspace_id, run_id, step_id)
        join step_runs s on s.workspace_id = k.workspace_id and s.run_id = k.run_id and s.step_id = k.step_id
      ), lowered_by as (
        select l.workspace_id, l.run_id, l.step_id, count(*)::int as n, bool_and(l.passed_by) as passed_by
        from (
          select d.workspace_id, d.run_id, d.to_step as step_id, done.passed_by
          from done
          join step_dependencies d on d.workspace_id = done.workspace_id and d.run_id = done.run_id
            and d.from_step = done.step_id
          union all
          select done.workspace_id, done.run_id, done.map_step, false from done where done.map_step is not null
        ) as l
        group by 1, 2, 3
      ), locked as materialized (
        select s.workspace_id, s.run_id, s.step_id, l.n, l.passed_by, s.status, s.pending
        from lowered_by l
        join step_runs s on s.workspace_id = l.workspace_id and s.run_id = l.run_id and s.step_id = l.step_id
        where (s.status = 'blocked' or (s.status = 'waiting' and s.waiting_for = 'items')) and s.pending >= l.n
        order by s.run_id, s.step_id
        for update of s
      ), decided as materialized (
        select l.*, case
          when l.pending > l.n then l.status
          when l.status = 'waiting' then 'succeeded'
          -- Only when the last of them was passed by can all of them have been.
          when l.passed_by and not exists (
            select from step_dependencies d
            cross join lateral (
              select b.status, b.skip_cause from step_runs b
              where b.workspace_id = d.workspace_id and b.run_id = d.run_id and b.step_id = d.from_step
              offset 0) as b
            where d.workspace_id = l.workspace_id and d.run_id = l.run_id and d.to_step = l.step_id
              and (b.status <> 'skipped' or b.skip_cause is distinct from 'condition')
          ) then 'skipped'
          else 'ready' end as becomes
        from locked l
      ), changed as (
        update step_runs s
        set pending = s.pending - d.n, status = d.becomes,
          ready_at = case when d.becomes = 'ready' then clock_timestamp() end,
          waiting_for = case when d.becomes = 'waiting' then s.waiting_for end,
          skip_cause = case when d.becomes = 'skipped' then 'condition' end,
          finished_at = case when d.becomes in ('skipped', 'succeeded') then clock_timestamp() end,
          output = case when d.becomes = 'succeeded' then (
            select coalesce(jsonb_agg(coalesce(i.output, 'null') order by item.place), '[]')
            from generate_series(0, s.items_total - 1) as item(place)
            cross join lateral (
              select i.output from step_runs i
              where i.workspace_id = s.workspace_id and i.run_id = s.run_id and i.step_id = s.step_id || '.' || item.place
              offset 0) as i) end,
          summary = case when d.becomes = 'succeeded' then (
            select count(*) filter (where i.status = 'succeeded') || ' of ' || s.items_total || ' done'
            from generate_series(0, s.items_total - 1) as item(place)
            cross join lateral (
              select i.status from step_runs i
              where i.workspace_id = s.workspace_id and i.run_id = s.run_id and i.step_id = s.step_id || '.' || item.place
              offset 0) as i) end
        from decided d
        where s.workspace_id = d.workspace_id and s.run_id = d.run_id and s.step_id = d.step_id
        returning s.workspace_id, s.run_id, s.step_id, d.becomes,
          step_changed(s, case d.becomes when 'ready' then 'Ready' when 'skipped' then 'Skipped, as all before it was'
            when 'succeeded' then 'Succeeded' else 'An item is done' end) as body
      )
      -- A dependent that still waits for others has not changed for anyone who looks.
      select c.* from changed c where c.becomes <> 'blocked' order by c.run_id, c.step_id
    loop
      workspace_id := change.workspace_id;
      run_id := change.run_id;
      step_id := change.step_id;
      what := change.body->>'what';
      body := change.body;
      undone := case when change.becomes in ('skipped', 'succeeded') then -1 else 0 end;
      live := case when change.becomes = 'ready' then 1 else 0 end;
      return next;
      if change.becomes in ('skipped', 'succeeded') then
        next_workspaces := next_workspaces || change.workspace_id;
        next_runs := next_runs || change.run_id;
        next_steps := next_steps || change.step_id;
      end if;
    end loop;
    workspaces := next_workspaces;
    runs := next_runs;
    steps := next_steps;
  end loop;
end $$;

-- Finishes steps and claims others: one statement, one commit.
--   tokens:   [{n, workspaceId, runId, stepId, attempt, workerId, kind}], kind: succeeded or bypassed
--   finished: by the same n: what is written: output, summary, notes, resultKey, reused, cost, what, and the call it used last
--   begun:    calls recorded before they were made that succeeded: {n, place, callId, summary, cost}
--   local:    calls that reached nothing outside: whole rows
--   large:    parts of values too large for their columns
--   limit, workerId, leaseSeconds, after: how much to claim, for whom, for how long, and where the last claim ended
--   states:   from the tables in lib/engine: the states in which succeed, bypass and claim apply to a step, claim and finish to a
--             run, and the states of a run that is over
-- Gives {held, unsettled, claimed, skipped, next, told}: `told` are the workspaces and runs of the events.
create function advance_steps(p jsonb) returns jsonb
language plpgsql volatile
set plan_cache_mode = force_generic_plan set join_collapse_limit = 1 set enable_seqscan = off set enable_hashjoin = off
set enable_mergejoin = off set enable_memoize = off set jit = off
as $$
declare
  most int := (p->>'limit')::int;
  worker text := p->>'workerId';
  cursor_run text := coalesce(p->>'after', '');
  succeeds jsonb := p->'states'->'succeed';
  bypasses jsonb := p->'states'->'bypass';
  claims jsonb := p->'states'->'claim';
  run_claims jsonb := p->'states'->'claimRun';
  run_finishes jsonb := p->'states'->'finishRun';
  run_over jsonb := p->'states'->'overRun';
  held int[] := '{}';
  unsettled jsonb := '[]';
  claimed jsonb := '[]';
  skipped boolean := false;
  -- Of each step that changed, or was claimed: its run, and what it means for the run's counts.
  step_workspaces text[];
  step_runs_ text[];
  step_ids text[];
  undone int[];
  live int[];
  -- Events, in order, with the run whose topic they go to.
  event_workspaces text[] := '{}';
  event_runs text[] := '{}';
  event_bodies jsonb[] := '{}';
  more_workspaces text[];
  more_runs text[];
  more_undone int[];
  more_live int[];
  more_bodies jsonb[];
begin
  if jsonb_array_length(p->'tokens') > 0 then
    perform 1 from (
      select distinct t."workspaceId", t."runId"
      from jsonb_to_recordset(p->'tokens') as t("workspaceId" text, "runId" text)
    ) as k
    join runs r on r.workspace_id = k."workspaceId" and r.id = k."runId"
    order by r.id
    for no key update of r;

    -- A stale token drops only its own step.
    select coalesce(array_agg(h.n), '{}') into held from (
      select t.n
      from jsonb_to_recordset(p->'tokens') as t(n int, "workspaceId" text, "runId" text, "stepId" text, attempt int,
        "workerId" text, kind text)
      join step_runs s on s.workspace_id = t."workspaceId" and s.run_id = t."runId" and s.step_id = t."stepId"
      where s.attempt = t.attempt and s.locked_by = t."workerId" and s.pending >= 0
        and (case t.kind when 'succeeded' then succeeds else bypasses end) ? step_state(s.status, s.waiting_for)
      order by s.run_id, s.step_id
      for update of s
    ) as h;
  end if;

  if cardinality(held) > 0 then
    if jsonb_array_length(p->'large') > 0 then
      insert into large_values (workspace_id, run_id, step_id, part_of, part, text)
      select l."workspaceId", l."runId", l."stepId", l."partOf", l.part, l.text
      from jsonb_to_recordset(p->'large') as l(n int, "workspaceId" text, "runId" text, "stepId" text, "partOf" text, part int,
        text text)
      where l.n = any(held);
    end if;

    with f as materialized (
      select f.* from jsonb_to_recordset(p->'finished') as f(n int, "workspaceId" text, "runId" text, "stepId" text,
        attempt int, kind text, output jsonb, summary text, notes jsonb, "resultKey" text, reused jsonb, cost bigint,
        what text, tool text, fallback int, input jsonb)
      where f.n = any(held)
    ), before as materialized (
      select f.n, s.status from f
      join step_runs s on s.workspace_id = f."workspaceId" and s.run_id = f."runId" and s.step_id = f."stepId"
    ), done as (
      update step_runs s
      set status = case f.kind when 'succeeded' then 'succeeded' else 'skipped' end,
        skip_cause = case f.kind when 'succeeded' then null else 'condition' end,
        output = f.output, summary = f.summary, notes = s.notes || f.notes, error = null, missing = null,
        result_key = f."resultKey", reused = f.reused, cost_micros = s.cost_micros + f.cost,
        tool = coalesce(f.tool, s.tool), fallback = case when f.tool is null then s.fallback else f.fallback end,
        input = coalesce(f.input, s.input),
        locked_by = null, lease_until = null, waiting_for = null, slow_at = null, stop_for = null, first_call = 0,
        finished_at = clock_timestamp()
      from f
      where s.workspace_id = f."workspaceId" and s.run_id = f."runId" and s.step_id = f."stepId"
      returning f.n, s.workspace_id, s.run_id, s.step_id, step_changed(s, f.what) as body
    ), tries as (
      update attempts a set status = 'succeeded', error = null, finished_at = clock_timestamp()
      from f
      where a.workspace_id = f."workspaceId" and a.run_id = f."runId" and a.step_id = f."stepId" and a.attempt = f.attempt
        and a.status in ('running', 'unknown')
    ), begun as (
      -- Its result is the step's output, which is not stored twice.
      update tool_calls c
      set status = 'succeeded', summary = b.summary, cost_micros = b.cost, finished_at = clock_timestamp()
      from jsonb_to_recordset(p->'begun') as b(n int, place int, "callId" text, summary text, cost bigint)
      join f on f.n = b.n
      where c.workspace_id = f."workspaceId" and c.run_id = f."runId" and c.step_id = f."stepId" and c.id = b."callId"
        and c.status = 'started'
      returning b.n, b.place, c.workspace_id, c.run_id, c.step_id, c.attempt, c.call, c.tool, c.status, c.summary as message
    ), local as (
      select l.*, f."workspaceId", f."runId", f."stepId", f.attempt
      from jsonb_to_recordset(p->'local') as l(n int, place int, id text, call int, key text, tool text, "toolVersion" text,
        "sideEffect" text, status text, args jsonb, result jsonb, "isOutput" boolean, summary text, error jsonb, cost bigint)
      join f on f.n = l.n
    ), recorded as (
      insert into tool_calls (workspace_id, id, run_id, step_id, attempt, call, idempotency_key, tool, tool_version,
        side_effect, status, args, result, summary, error, cost_micros, started_at, finished_at)
      select l."workspaceId", l.id, l."runId", l."stepId", l.attempt, l.call, l.key, l.tool, l."toolVersion", l."sideEffect",
        l.status, l.args,
        -- A result of null is stored as such; none at all means that it is the step's output.
        case when l.status = 'succeeded' and not l."isOutput" then coalesce(l.result, 'null') end,
        l.summary, l.error, l.cost, clock_timestamp(), clock_timestamp()
      from local l
    ), calls as (
      select * from begun
      union all
      select l.n, l.place, l."workspaceId", l."runId", l."stepId", l.attempt, l.call, l.tool, l.status,
        coalesce(l.summary, l.error->>'message')
      from local l
    ), events as (
      select c.n, c.place, c.workspace_id, c.run_id, jsonb_build_object('type', 'tool.called', 'stepId', c.step_id,
        'attempt', c.attempt, 'call', c.call, 'tool', c.tool, 'status', c.status, 'message', c.message) as body
      from calls c
      union all
      select d.n, 1000000, d.workspace_id, d.run_id, d.body from done d
    ), gone as (
      select array_agg(d.workspace_id) as workspaces, array_agg(d.run_id) as runs, array_agg(d.step_id) as steps,
        array_agg(-1) as undone, array_agg(case when b.status = 'running' then -1 else 0 end) as live
      from done d join before b on b.n = d.n
    ), told as (
      select array_agg(e.workspace_id order by e.n, e.place) as workspaces, array_agg(e.run_id order by e.n, e.place) as runs,
        array_agg(e.body order by e.n, e.place) as bodies
      from events e
    )
    select g.workspaces, g.runs, g.steps, g.undone, g.live, t.workspaces, t.runs, t.bodies
    into step_workspaces, step_runs_, step_ids, undone, live, event_workspaces, event_runs, event_bodies
    from gone g, told t;

    select array_agg(h.workspace_id order by h.n), array_agg(h.run_id order by h.n), array_agg(h.body order by h.n),
      array_agg(h.undone), array_agg(h.live)
    into more_workspaces, more_runs, more_bodies, more_undone, more_live
    from hand_on(step_workspaces, step_runs_, step_ids) with ordinality
      as h(workspace_id, run_id, step_id, what, body, undone, live, n);
    event_workspaces := event_workspaces || more_workspaces;
    event_runs := event_runs || more_runs;
    event_bodies := event_bodies || more_bodies;

    -- Kept rather than counted, so that a step costs the same in a run of any length.
    with change as (
      select c.workspace_id, c.run_id, sum(c.undone)::int as undone, sum(c.live)::int as live
      from (
        select * from unnest(step_workspaces, step_runs_, undone, live) as c(workspace_id, run_id, undone, live)
        union all
        select * from unnest(more_workspaces, more_runs, more_undone, more_live) as c(workspace_id, run_id, undone, live)
      ) as c
      group by 1, 2
    ), counted as (
      update runs r
      set undone = r.undone + c.undone, live = r.live + c.live,
        status = case when r.undone + c.undone = 0 and run_finishes ? r.status then 'succeeded' else r.status end,
        reason = case when r.undone + c.undone = 0 and run_finishes ? r.status then null else r.reason end,
        finished_at = case when r.undone + c.undone = 0 and run_finishes ? r.status then clock_timestamp()
          else r.finished_at end
      from change c
      where r.workspace_id = c.workspace_id and r.id = c.run_id
      returning r.*
    )
    select
      array_agg(c.workspace_id) filter (where c.status = 'succeeded' and c.undone = 0),
      array_agg(c.id) filter (where c.status = 'succeeded' and c.undone = 0),
      array_agg(jsonb_build_object('type', 'run.status', 'status', c.status, 'reason', c.reason,
        'startedAt', iso_time(c.started_at), 'finishedAt', iso_time(c.finished_at)))
        filter (where c.status = 'succeeded' and c.undone = 0),
      coalesce(jsonb_agg(jsonb_build_object('workspaceId', c.workspace_id, 'runId', c.id))
        filter (where not run_over ? c.status and (c.live = 0 or not run_claims ? c.status)), '[]')
    into more_workspaces, more_runs, more_bodies, unsettled
    from counted c;
    event_workspaces := event_workspaces || more_workspaces;
    event_runs := event_runs || more_runs;
    event_bodies := event_bodies || more_bodies;
  end if;

  if most > 0 then
    -- A loose scan of the index of ready steps finds the workspaces, and in each as many runs as are asked for, from where the
    -- last claim ended and around; so what it costs depends on what is asked for, not on how much is ready. `turn` is what makes
    -- it fair: a step's place in its run and, added to what its workspace has running, in its workspace. The lowest turns go
    -- first: ten thousand ready steps of one workspace stand behind the first of another.
    with recursive spaces(workspace_id) as (
      (select s.workspace_id from step_runs s where s.status = 'ready' order by s.workspace_id limit 1)
      union all
      select (select s.workspace_id from step_runs s where s.status = 'ready' and s.workspace_id > spaces.workspace_id
        order by s.workspace_id limit 1)
      from spaces where spaces.workspace_id is not null
    ), full_limits as materialized (
      select l.workspace_id, l.scope from concurrency_limits l
      where l.most <= (
        select count(*) from step_runs s
        where s.status = 'running' and s.workspace_id = l.workspace_id and (l.scope = '*' or s.own_tool = l.scope))
    ), heads as materialized (
      select sp.workspace_id, w.run_id, w.status, w.place
      from spaces sp
      cross join lateral (
        select around.run_id, r.status, row_number() over () as place
        from (
          select a.run_id from (
            with recursive onward(run_id) as (
              (select s.run_id from step_runs s
                where s.status = 'ready' and s.workspace_id = sp.workspace_id and s.run_id > cursor_run
                order by s.run_id limit 1)
              union all
              select (select s.run_id from step_runs s
                where s.status = 'ready' and s.workspace_id = sp.workspace_id and s.run_id > onward.run_id
                order by s.run_id limit 1)
              from onward where onward.run_id is not null
            )
            select onward.run_id from onward where onward.run_id is not null
          ) as a
          union all
          select b.run_id from (
            with recursive again(run_id) as (
              (select s.run_id from step_runs s
                where s.status = 'ready' and s.workspace_id = sp.workspace_id and s.run_id <= cursor_run
                order by s.run_id limit 1)
              union all
              select (select s.run_id from step_runs s
                where s.status = 'ready' and s.workspace_id = sp.workspace_id and s.run_id > again.run_id
                  and s.run_id <= cursor_run
                order by s.run_id limit 1)
              from again where again.run_id is not null
            )
            select again.run_id from again where again.run_id is not null
          ) as b
        ) as around
        cross join lateral (
          select r.status from runs r where r.workspace_id = sp.workspace_id and r.id = around.run_id offset 0) as r
        -- An aborted run's only ready steps are those that undo something, which a person has approved.
        where run_claims ? r.status or r.status = 'aborted'
        limit most
      ) as w
      where sp.workspace_id is not null
        and not exists (select from full_limits f where f.workspace_id = sp.workspace_id and f.scope = '*')
    ), ready as (
      select h.workspace_id, h.run_id, h.place, c.*
      from heads h
      cross join lateral (
        select s.step_id, s.rank, s.ready_at, s.own_tool from step_runs s
        where s.status = 'ready' and s.workspace_id = h.workspace_id and s.run_id = h.run_id
          and (h.status <> 'aborted' or s.undoes is not null)
          -- The worker that was too slow with it takes it only when nobody else does.
          and (s.avoid_worker is distinct from worker or s.ready_at < clock_timestamp() - interval '5 s')
          and not exists (select from full_limits f where f.workspace_id = s.workspace_id and f.scope = s.own_tool)
        order by s.rank desc, s.ready_at, s.step_id
        -- Twice an equal share of each run: all that is asked for of every run would be its square.
        limit (select greatest(2, ceil(2.0 * most / count(*)))::int from heads)
      ) as c
      union all
      (select s.workspace_id, s.run_id, 0, s.step_id, s.rank, s.ready_at, s.own_tool
      from step_runs s
      join runs r on r.workspace_id = s.workspace_id and r.id = s.run_id
      where s.status = 'waiting' and s.waiting_for = 'timer' and s.ready_at <= clock_timestamp() and run_claims ? r.status
        and not exists (select from full_limits f where f.workspace_id = s.workspace_id and f.scope in ('*', s.own_tool))
      order by s.ready_at
      limit most)
    ), busy as materialized (
      -- With one workspace there is nothing to be fair between.
      select sp.workspace_id, (
        select count(*) from step_runs s where s.status = 'running' and s.workspace_id = sp.workspace_id) as running
      from (select distinct ready.workspace_id from ready) as sp
      where (select count(distinct ready.workspace_id) from ready) > 1
    ), placed as (
      select ready.*, row_number() over (partition by ready.workspace_id, ready.run_id
        order by ready.rank desc, ready.ready_at, ready.step_id) as in_run
      from ready
    ), queue as (
      select placed.*, coalesce((select busy.running from busy where busy.workspace_id = placed.workspace_id), 0)
        + row_number() over (partition by placed.workspace_id order by placed.in_run, placed.place, placed.ready_at,
          placed.run_id, placed.step_id) as turn
      from placed
    ), picked as materialized (
      select queue.*, row_number() over (order by queue.turn, queue.ready_at, queue.workspace_id) as n
      from queue order by queue.turn, queue.ready_at, queue.workspace_id limit most
    ), open_runs as materialized (
      select r.workspace_id, r.id
      from (select distinct picked.workspace_id, picked.run_id from picked) as k
      join runs r on r.workspace_id = k.workspace_id and r.id = k.run_id
      where run_claims ? r.status or r.status = 'aborted'
      order by r.id
      for no key update of r skip locked
    )
    select array_agg(k.workspace_id order by k.n), array_agg(k.run_id order by k.n), array_agg(k.step_id order by k.n),
      (select count(distinct (picked.workspace_id, picked.run_id)) from picked) > (select count(*) from open_runs),
      coalesce((select picked.run_id from picked order by picked.place desc, picked.n desc limit 1), cursor_run)
    into step_workspaces, step_runs_, step_ids, skipped, cursor_run
    from picked k
    join open_runs o on o.workspace_id = k.workspace_id and o.id = k.run_id;
  end if;

  if most > 0 and step_ids is not null
    and exists (select from concurrency_limits l where l.workspace_id = any(step_workspaces)) then
    -- Exact over all workers: what runs is counted by a statement that begins under the limits' locks.
    perform 1 from concurrency_limits l where l.workspace_id = any(step_workspaces)
    order by l.workspace_id, l.scope
    for update;
    with room as materialized (
      select l.workspace_id, l.scope, l.most - (
        select count(*) from step_runs s
        where s.status = 'running' and s.workspace_id = l.workspace_id and (l.scope = '*' or s.own_tool = l.scope)) as free
      from concurrency_limits l where l.workspace_id = any(step_workspaces)
    ), wanted as (
      select k.n, k.workspace_id, k.run_id, k.step_id, s.own_tool,
        row_number() over (partition by k.workspace_id, s.own_tool order by k.n) as in_tool
      from unnest(step_workspaces, step_runs_, step_ids) with ordinality as k(workspace_id, run_id, step_id, n)
      join step_runs s on s.workspace_id = k.workspace_id and s.run_id = k.run_id and s.step_id = k.step_id
    ), fitting as (
      select w.*, row_number() over (partition by w.workspace_id order by w.n) as in_space
      from wanted w
      where not exists (
        select from room where room.workspace_id = w.workspace_id and room.scope = w.own_tool and room.free < w.in_tool)
    )
    select array_agg(f.workspace_id order by f.n), array_agg(f.run_id order by f.n), array_agg(f.step_id order by f.n)
    into step_workspaces, step_runs_, step_ids
    from fitting f
    where not exists (
      select from room where room.workspace_id = f.workspace_id and room.scope = '*' and room.free < f.in_space);
  end if;

  if most > 0 and step_ids is not null then
    -- The runs are locked, and this statement sees what was committed before: what is no longer to be claimed drops out.
    with picked as materialized (
      select k.* from unnest(step_workspaces, step_runs_, step_ids) with ordinality as k(workspace_id, run_id, step_id, n)
    ), taken as (
      update step_runs s
      set status = 'running', attempt = s.attempt + 1, locked_by = worker,
        lease_until = clock_timestamp() + make_interval(secs => (p->>'leaseSeconds')::float8),
        ready_at = null, wake_at = null, waiting_for = null, error = null, tool = null, fallback = null, summary = null,
        avoid_worker = null, stop_for = null, slow = false,
        slow_at = clock_timestamp() + make_interval(secs => s.slow_after),
        started_at = clock_timestamp(), finished_at = null
      from picked k
      where s.workspace_id = k.workspace_id and s.run_id = k.run_id and s.step_id = k.step_id
        and claims ? step_state(s.status, s.waiting_for) and s.pending >= 0
      returning k.n, s.*,
        step_changed(s, case s.attempt when 1 then 'Started' else 'Started attempt ' || s.attempt end) as body
    ), tries as (
      insert into attempts (workspace_id, run_id, step_id, attempt, status, worker_id, started_at)
      select t.workspace_id, t.run_id, t.step_id, t.attempt, 'running', worker, t.started_at from taken t
    ), begun as (
      update runs r set status = 'running', started_at = coalesce(r.started_at, clock_timestamp())
      from (select distinct t.workspace_id, t.run_id from taken t) as k
      where r.workspace_id = k.workspace_id and r.id = k.run_id and run_claims ? r.status
        and (r.started_at is null or r.status = 'queued')
      returning r.workspace_id, r.id as run_id, jsonb_build_object('type', 'run.status', 'status', r.status,
        'reason', r.reason, 'startedAt', iso_time(r.started_at), 'finishedAt', null) as body
    ), events as (
      select 0 as n, b.workspace_id, b.run_id, b.body from begun b
      union all
      select t.n, t.workspace_id, t.run_id, t.body from taken t
    )
    select
      coalesce(jsonb_agg(jsonb_build_object('workspaceId', t.workspace_id, 'runId', t.run_id, 'stepId', t.step_id,
        'attempt', t.attempt, 'step', t.step, 'item', t.item, 'itemValue', t.item_value, 'missing', t.missing,
        'firstCall', t.first_call, 'planId', r.plan_id, 'versionNumber', r.version_number,
        'reuseFrom', case when coalesce(r.redo, '[]') ?| array[t.step_id, t.map_step] then null else r.rerun_of end,
        'outputs', (
          select jsonb_agg(jsonb_build_object('stepId', o.step_id, 'title', o.step->>'title', 'output', o.output))
          from jsonb_array_elements_text(t.reads) as needed(id)
          cross join lateral (
            select e.step_id, e.step, e.output from step_runs e
            where e.workspace_id = t.workspace_id and e.run_id = t.run_id and e.step_id = needed.id
            offset 0) as o)
      ) order by t.n), '[]'),
      (select array_agg(e.workspace_id order by e.n) from events e),
      (select array_agg(e.run_id order by e.n) from events e),
      (select array_agg(e.body order by e.n) from events e)
    into claimed, more_workspaces, more_runs, more_bodies
    from taken t
    join runs r on r.workspace_id = t.workspace_id and r.id = t.run_id;
    event_workspaces := event_workspaces || more_workspaces;
    event_runs := event_runs || more_runs;
    event_bodies := event_bodies || more_bodies;
  end if;

  if cardinality(event_bodies) > 0 then
    perform append_events(event_workspaces, event_runs, event_bodies);
  end if;
  return jsonb_build_object('held', held, 'unsettled', unsettled, 'claimed', claimed, 'skipped', coalesce(skipped, false),
    'next', nullif(cursor_run, ''), 'told', jsonb_build_array(event_workspaces, event_runs));
end $$;

-- Records calls before they are made, each conditional on its step's token: {n, workspaceId, runId, stepId, attempt, workerId,
-- id, call, key, tool, toolVersion, sideEffect, args}. When an earlier attempt was lost after it had recorded the outcome of this
-- very call, that outcome is given back instead. Only attempts that were lost count, and only those since the step last failed:
-- who tries it again wants it done anew. A failure that a repeat may mend is repeated.
-- Gives {held, recorded: [{n, status, result, summary, error}]}.
create function begin_calls(p jsonb) returns jsonb
language plpgsql volatile
set plan_cache_mode = force_generic_plan set join_collapse_limit = 1 set enable_seqscan = off set enable_hashjoin = off
set enable_mergejoin = off set enable_memoize = off set jit = off
as $$
declare
  held int[];
  repeats int[];
  recorded jsonb := '[]';
  known int[] := '{}';
  event_workspaces text[];
  event_runs text[];
  event_bodies jsonb[];
begin
  select coalesce(array_agg(h.n), '{}'), coalesce(array_agg(h.n) filter (where h.attempt > 1), '{}')
  into held, repeats from (
    select c.n, s.attempt
    from jsonb_to_recordset(p->'calls') as c(n int, "workspaceId" text, "runId" text, "stepId" text, attempt int,
      "workerId" text)
    join step_runs s on s.workspace_id = c."workspaceId" and s.run_id = c."runId" and s.step_id = c."stepId"
    where s.attempt = c.attempt and s.locked_by = c."workerId" and s.status = 'running' and s.pending >= 0
      and exists (select from runs r where r.workspace_id = s.workspace_id and r.id = s.run_id and r.status <> 'aborting')
    order by s.run_id, s.step_id
    for update of s
  ) as h;

  if cardinality(repeats) > 0 then
    select coalesce(jsonb_agg(jsonb_build_object('n', c.n, 'status', o.status, 'result', o.result, 'summary', o.summary,
      'error', o.error)), '[]'), coalesce(array_agg(c.n), '{}')
    into recorded, known
    from jsonb_to_recordset(p->'calls') as c(n int, "workspaceId" text, "runId" text, "stepId" text, attempt int, key text)
    cross join lateral (
      select e.status, e.result, e.summary, e.error
      from tool_calls e
      join attempts a on a.workspace_id = e.workspace_id and a.run_id = e.run_id and a.step_id = e.step_id
        and a.attempt = e.attempt
      where e.workspace_id = c."workspaceId" and e.run_id = c."runId" and e.step_id = c."stepId"
        and e.idempotency_key = c.key and e.attempt < c.attempt and a.status in ('lost', 'unknown')
        and not exists (
          select from attempts later
          where later.workspace_id = e.workspace_id and later.run_id = e.run_id and later.step_id = e.step_id
            and later.attempt > e.attempt and later.attempt < c.attempt and later.status not in ('lost', 'unknown'))
        and (e.status = 'succeeded' or (e.status = 'failed' and not (e.error->>'retryable')::boolean))
      order by e.attempt desc
      limit 1
    ) as o
    where c.n = any(repeats);
  end if;

  if jsonb_array_length(p->'large') > 0 then
    insert into large_values (workspace_id, run_id, step_id, part_of, part, text)
    select l."workspaceId", l."runId", l."stepId", l."partOf", l.part, l.text
    from jsonb_to_recordset(p->'large') as l(n int, "workspaceId" text, "runId" text, "stepId" text, "partOf" text, part int,
      text text)
    where l.n = any(held);
  end if;

  with c as materialized (
    select c.* from jsonb_to_recordset(p->'calls') as c(n int, "workspaceId" text, "runId" text, "stepId" text, attempt int,
      id text, call int, key text, tool text, "toolVersion" text, "sideEffect" text, args jsonb)
    where c.n = any(held)
  ), used as (
    update step_runs s
    set tool = c.tool, fallback = case when c.call > 0 then c.call - 1 end, input = c.args
    from c
    where s.workspace_id = c."workspaceId" and s.run_id = c."runId" and s.step_id = c."stepId"
    returning c.n, step_changed(s, 'Using ' || c.tool) as body
  ), made as (
    insert into tool_calls (workspace_id, id, run_id, step_id, attempt, call, idempotency_key, tool, tool_version,
      side_effect, status, args, started_at)
    select c."workspaceId", c.id, c."runId", c."stepId", c.attempt, c.call, c.key, c.tool, c."toolVersion", c."sideEffect",
      'started', c.args, clock_timestamp()
    from c where c.n <> all(known)
  ), events as (
    select c.n, 1 as place, c."workspaceId" as workspace_id, c."runId" as run_id, used.body
    from c join used on used.n = c.n where c.n <> all(known)
    union all
    select c.n, 2, c."workspaceId", c."runId", jsonb_build_object('type', 'tool.called', 'stepId', c."stepId",
      'attempt', c.attempt, 'call', c.call, 'tool', c.tool, 'status', 'started', 'message', null)
    from c where c.n <> all(known)
  )
  select array_agg(e.workspace_id order by e.n, e.place), array_agg(e.run_id order by e.n, e.place),
    array_agg(e.body order by e.n, e.place)
  into event_workspaces, event_runs, event_bodies
  from events e;
  if event_bodies is not null then
    perform append_events(event_workspaces, event_runs, event_bodies);
  end if;
  return jsonb_build_object('held', held, 'recorded', recorded);
end $$;

-- Records how calls ended and adds their cost to their steps', each conditional on its step's token (a step whose outcome is
-- thought unknown still takes it): {n, workspaceId, runId, stepId, attempt, workerId, id, status, result, summary, error, cost}.
-- Gives the n of those that were recorded.
create function finish_calls(p jsonb) returns int[]
language plpgsql volatile
set plan_cache_mode = force_generic_plan set join_collapse_limit = 1 set enable_seqscan = off set enable_hashjoin = off
set enable_mergejoin = off set enable_memoize = off set jit = off
as $$
declare
  held int[];
  event_workspaces text[];
  event_runs text[];
  event_bodies jsonb[];
begin
  select coalesce(array_agg(h.n), '{}') into held from (
    select c.n
    from jsonb_to_recordset(p->'calls') as c(n int, "workspaceId" text, "runId" text, "stepId" text, attempt int,
      "workerId" text, id text)
    join step_runs s on s.workspace_id = c."workspaceId" and s.run_id = c."runId" and s.step_id = c."stepId"
    where s.attempt = c.attempt and s.locked_by = c."workerId" and s.pending >= 0
      and (s.status = 'running' or s.waiting_for = 'decision')
      and exists (
        select from tool_calls t
        where t.workspace_id = c."workspaceId" and t.run_id = c."runId" and t.step_id = c."stepId" and t.id = c.id
          and t.status = 'started')
    order by s.run_id, s.step_id
    for update of s
  ) as h;

  if jsonb_array_length(p->'large') > 0 then
    insert into large_values (workspace_id, run_id, step_id, part_of, part, text)
    select l."workspaceId", l."runId", l."stepId", l."partOf", l.part, l.text
    from jsonb_to_recordset(p->'large') as l(n int, "workspaceId" text, "runId" text, "stepId" text, "partOf" text, part int,
      text text)
    where l.n = any(held);
  end if;

  with c as materialized (
    select c.* from jsonb_to_recordset(p->'calls') as c(n int, "workspaceId" text, "runId" text, "stepId" text, attempt int,
      id text, status text, result jsonb, summary text, error jsonb, cost bigint)
    where c.n = any(held)
  ), ended as (
    update tool_calls t
    set status = c.status, result = case when c.status = 'succeeded' then coalesce(c.result, 'null') end, summary = c.summary, error = c.error, cost_micros = c.cost,
      finished_at = clock_timestamp()
    from c
    where t.workspace_id = c."workspaceId" and t.run_id = c."runId" and t.step_id = c."stepId" and t.id = c.id
      and t.status = 'started'
    returning c.n, c."workspaceId", c."runId", c.cost, t.step_id, jsonb_build_object('type', 'tool.called', 'stepId', t.step_id,
      'attempt', t.attempt, 'call', t.call, 'tool', t.tool, 'status', t.status,
      'message', coalesce(c.summary, c.error->>'message')) as body
  ), paid as (
    update step_runs s set cost_micros = s.cost_micros + sums.cost
    from (
      select ended."workspaceId", ended."runId", ended.step_id, sum(ended.cost)::bigint as cost
      from ended group by 1, 2, 3) as sums
    where sums.cost > 0 and s.workspace_id = sums."workspaceId" and s.run_id = sums."runId" and s.step_id = sums.step_id
  )
  select array_agg(ended."workspaceId" order by ended.n), array_agg(ended."runId" order by ended.n),
    array_agg(ended.body order by ended.n), coalesce(array_agg(ended.n), '{}')
  into event_workspaces, event_runs, event_bodies, held
  from ended;
  if event_bodies is not null then
    perform append_events(event_workspaces, event_runs, event_bodies);
  end if;
  return held;
end $$;
