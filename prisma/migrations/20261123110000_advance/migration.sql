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

-- Calls are found by their step, of which there are few: one index serves all that look for them.
drop index tool_calls_workspace_id_idempotency_key_idx;
drop index tool_calls_workspace_id_run_id_step_id_idx;
alter table tool_calls drop constraint tool_calls_pkey,
  add constraint tool_calls_pkey primary key (workspace_id, run_id, step_id, id);

-- A foreign key is checked, and its row locked, once for each row that names it (measured: a tenth of the time of a step).
alter table attempts drop constraint attempts_workspace_id_run_id_step_id_fkey;
alter table tool_calls drop constraint tool_calls_workspace_id_run_id_step_id_fkey;

-- An attempt is written when it ends, or when its end becomes unknown; the one under way is in its step's row.
delete from attempts where status = 'running';

-- What one transaction says of one topic is one row: `seq` is the number of the last of its events.
alter table events drop column type;
alter table events rename column body to bodies;
update events set bodies = jsonb_build_array(bodies);

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

-- The event that tells of a run's own state.
create function run_told(r runs) returns jsonb
language sql stable parallel safe
return jsonb_build_object('type', 'run.status', 'status', r.status, 'reason', r.reason, 'startedAt', iso_time(r.started_at),
  'finishedAt', iso_time(r.finished_at));

-- Appends events, the n-th body to the topic of the n-th run; each topic's sequence goes on without a gap. A topic's row stays
-- locked until the transaction ends, so this comes last; of several topics the alphabetically first is locked first.
create function append_events(workspaces text[], runs text[], bodies jsonb[], at timestamptz) returns void
language plpgsql volatile
as $$
declare
  last_seqs bigint[];
  many int[];
  told jsonb[];
begin
  -- Arrays that go side by side, in the order of the topics: a join of a batch with itself would be its square.
  select array_agg(t.workspace_id order by t.run), array_agg(t.run order by t.run), array_agg(t.bodies order by t.run),
    array_agg(t.many order by t.run)
  into workspaces, runs, told, many
  from (
    select e.workspace_id, 'run:' || e.run as run, jsonb_agg(e.body order by e.n) as bodies, count(*)::int as many
    from unnest(workspaces, runs, bodies) with ordinality as e(workspace_id, run, body, n)
    group by 1, 2
  ) as t;
  with numbered as (
    insert into topics as t (workspace_id, topic, last_seq)
    select k.workspace_id, k.topic, k.many from unnest(workspaces, runs, many) as k(workspace_id, topic, many)
    on conflict (workspace_id, topic) do update set last_seq = t.last_seq + excluded.last_seq
    returning topic, last_seq
  )
  select array_agg(n.last_seq order by n.topic) into last_seqs from numbered n;
  insert into events (workspace_id, topic, seq, bodies, created_at)
  select k.workspace_id, k.topic, k.last_seq, k.bodies, at
  from unnest(workspaces, runs, last_seqs, told) as k(workspace_id, topic, last_seq, bodies);
end $$;

-- Goes on from steps that are done, whose runs the caller has locked; of each the map whose item it is, if it is one, and whether
-- it was passed by because of a condition. Dependents' counts are lowered; at zero they become ready, or are passed by when
-- everything they depend on was skipped by conditions (then those behind them are looked at in turn). An item lowers the count of
-- its map; at zero the map is done with the list of its items' outputs. Gives each change in order, as arrays that go side by
-- side: what happened, the event that tells of it, and what it means for the run's counts. A row's lock is taken in id order before
-- it is changed, because heartbeats and calls lock steps without their run (measured without: 21 deadlocks in 80 concurrent
-- completions).
create function hand_on(workspaces text[], runs text[], steps text[], maps text[], passed boolean[],
  out changed_workspaces text[], out changed_runs text[], out changed_steps text[], out whats text[], out bodies jsonb[],
  out undone int[], out live int[])
language plpgsql volatile
set plan_cache_mode = force_generic_plan set join_collapse_limit = 1 set enable_seqscan = off set enable_hashjoin = off
set enable_mergejoin = off set enable_memoize = off set jit = off
as $$
#variable_conflict use_column
declare
  to_workspaces text[];
  to_runs text[];
  to_steps text[];
  becoming text[];
  change record;
begin
  loop
    with lowered_by as (
      select l.workspace_id, l.run_id, l.step_id, count(*)::int as n, bool_and(l.passed) as passed
      from (
        select d.workspace_id, d.run_id, d.to_step as step_id, k.passed
        from unnest(workspaces, runs, steps, passed) as k(workspace_id, run_id, step_id, passed)
        join step_dependencies d on d.workspace_id = k.workspace_id and d.run_id = k.run_id and d.from_step = k.step_id
        union all
        select k.workspace_id, k.run_id, k.map_step, false
        from unnest(workspaces, runs, maps) as k(workspace_id, run_id, map_step) where k.map_step is not null
      ) as l
      group by 1, 2, 3
    ), locked as materialized (
      select s.workspace_id, s.run_id, s.step_id, l.n, l.passed, s.status, s.pending
      from lowered_by l
      join step_runs s on s.workspace_id = l.workspace_id and s.run_id = l.run_id and s.step_id = l.step_id
      where (s.status = 'blocked' or (s.status = 'waiting' and s.waiting_for = 'items')) and s.pending >= l.n
      order by s.run_id, s.step_id
      for update of s
    ), changed as (
      update step_runs s
      set pending = s.pending - l.n,
        status = case when l.pending > l.n then l.status when l.status = 'waiting' then 'succeeded' else 'ready' end,
        waiting_for = case when l.pending > l.n then s.waiting_for end,
        ready_at = case when l.pending = l.n and l.status = 'blocked' then clock_timestamp() end
      from locked l
      where s.workspace_id = l.workspace_id and s.run_id = l.run_id and s.step_id = l.step_id
      -- A dependent that still waits for others has not changed for anyone who looks. Only when the last one that it waited for
      -- was passed by can all of them have been.
      returning s.workspace_id, s.run_id, s.step_id,
        case when s.status = 'ready' and l.passed then 'passed' else s.status end as becomes
    )
    select array_agg(c.workspace_id order by c.run_id, c.step_id), array_agg(c.run_id order by c.run_id, c.step_id),
      array_agg(c.step_id order by c.run_id, c.step_id), array_agg(c.becomes order by c.run_id, c.step_id)
    into to_workspaces, to_runs, to_steps, becoming
    from changed c where c.becomes <> 'blocked';
    exit when to_steps is null;

    select changed_workspaces || array_agg(k.workspace_id), changed_runs || array_agg(k.run_id),
      changed_steps || array_agg(k.step_id), whats || array_agg('Ready'::text),
      bodies || array_agg(jsonb_build_object('type', 'step.ready', 'stepId', k.step_id)), undone || array_agg(0),
      live || array_agg(1)
    into changed_workspaces, changed_runs, changed_steps, whats, bodies, undone, live
    from unnest(to_workspaces, to_runs, to_steps, becoming) as k(workspace_id, run_id, step_id, becomes)
    where k.becomes = 'ready';
    exit when becoming <@ array['ready'];

    -- What is rarer than getting ready.
    workspaces := '{}';
    runs := '{}';
    steps := '{}';
    maps := '{}';
    passed := '{}';
    for change in
      with k as materialized (
        select * from unnest(to_workspaces, to_runs, to_steps, becoming) as k(workspace_id, run_id, step_id, becomes)
        where k.becomes <> 'ready'
      ), decided as materialized (
        select k.workspace_id, k.run_id, k.step_id, case when k.becomes = 'passed' and exists (
          select from step_dependencies d
          cross join lateral (
            select b.status, b.skip_cause from step_runs b
            where b.workspace_id = d.workspace_id and b.run_id = d.run_id and b.step_id = d.from_step
            offset 0) as b
          where d.workspace_id = k.workspace_id and d.run_id = k.run_id and d.to_step = k.step_id
            and (b.status <> 'skipped' or b.skip_cause is distinct from 'condition')
        ) then 'ready' when k.becomes = 'passed' then 'skipped' else k.becomes end as becomes
        from k
      ), changed as (
        update step_runs s
        set status = d.becomes,
          ready_at = case when d.becomes = 'ready' then s.ready_at end,
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
        returning s.workspace_id, s.run_id, s.step_id, d.becomes
      )
      select c.workspace_id, c.run_id, c.step_id,
        case c.becomes when 'ready' then 'Ready' when 'skipped' then 'Skipped, as all before it was'
          when 'succeeded' then 'Succeeded' else 'An item is done' end as what, c.becomes
      from changed c order by c.run_id, c.step_id
    loop
      changed_workspaces := changed_workspaces || change.workspace_id;
      changed_runs := changed_runs || change.run_id;
      changed_steps := changed_steps || change.step_id;
      whats := whats || change.what;
      bodies := bodies || (
        select step_changed(s, change.what) from step_runs s
        where s.workspace_id = change.workspace_id and s.run_id = change.run_id and s.step_id = change.step_id);
      undone := undone || case when change.becomes in ('skipped', 'succeeded') then -1 else 0 end;
      live := live || case when change.becomes = 'ready' then 1 else 0 end;
      if change.becomes in ('skipped', 'succeeded') then
        workspaces := workspaces || change.workspace_id;
        runs := runs || change.run_id;
        steps := steps || change.step_id;
        maps := maps || null::text;
        passed := passed || (change.becomes = 'skipped');
      end if;
    end loop;
    exit when cardinality(steps) = 0;
  end loop;
end $$;

-- Keeps the parts of large values that belong to those of a batch that were held:
-- {n, workspaceId, runId, stepId, partOf, part, text}.
create function keep_large(large jsonb, held int[]) returns void
language sql volatile
as $$
  insert into large_values (workspace_id, run_id, step_id, part_of, part, text)
  select l."workspaceId", l."runId", l."stepId", l."partOf", l.part, l.text
  from jsonb_to_recordset(large) as l(n int, "workspaceId" text, "runId" text, "stepId" text, "partOf" text, part int, text text)
  where l.n = any(held)
$$;

-- Finishes steps and claims others: one statement, one commit.
--   finished: [{n, workspaceId, runId, stepId, attempt, workerId, kind, ...}], kind: succeeded or bypassed, with what is written:
--             output, summary, notes, resultKey, reused, cost, the tool it used last, and `told`, the events that tell of it
--   begun:    calls recorded before they were made that succeeded: {n, callId, summary, cost}
--   local:    calls that reached nothing outside: whole rows
--   large:    parts of values too large for their columns
--   limit, workerId, leaseSeconds, after: how much to claim, for whom, for how long, and where the last claim ended
--   states:   from the tables in lib/engine: the states in which succeed, bypass and claim apply to a step, claim and finish to a
--             run, and the states of a run that is over
-- Gives {held, unsettled, claimed, skipped, next}.
--
-- What a statement costs to begin with grows with what stands in it, not with what it does: what is rare has one of its own.
create function advance_steps(p jsonb) returns json
language plpgsql volatile
set plan_cache_mode = force_generic_plan set join_collapse_limit = 1 set enable_seqscan = off set enable_hashjoin = off
set enable_mergejoin = off set enable_memoize = off set enable_bitmapscan = off set jit = off
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
  at timestamptz := clock_timestamp();
  waiting int;
  held int[] := '{}';
  unsettled json := '[]';
  claimed json := '[]';
  skipped boolean := false;
  fresh boolean;
  -- Of each step that is done, or is to be claimed: its run, its id, and what it means for the run's counts.
  step_workspaces text[];
  step_runs_ text[];
  step_ids text[];
  maps text[];
  passed boolean[];
  undone int[];
  live int[];
  -- Events, in order, with the run whose topic they go to.
  event_workspaces text[] := '{}';
  event_runs text[] := '{}';
  event_bodies jsonb[] := '{}';
  more_workspaces text[];
  more_runs text[];
  handed record;
  more_bodies jsonb[];
begin
  if jsonb_array_length(p->'finished') > 0 then
    perform 1 from (
      select distinct f."workspaceId", f."runId"
      from jsonb_to_recordset(p->'finished') as f("workspaceId" text, "runId" text)
    ) as k
    join runs r on r.workspace_id = k."workspaceId" and r.id = k."runId"
    order by r.id
    for no key update of r;

    -- A stale token drops only its own step.
    select coalesce(array_agg(h.n order by h.n), '{}'),
      array_agg(case when h.status = 'running' then -1 else 0 end order by h.n), array_agg(-1)
    into held, live, undone
    from (
      select f.n, s.status
      from jsonb_to_recordset(p->'finished') as f(n int, "workspaceId" text, "runId" text, "stepId" text, attempt int,
        "workerId" text, kind text)
      join step_runs s on s.workspace_id = f."workspaceId" and s.run_id = f."runId" and s.step_id = f."stepId"
      where s.attempt = f.attempt and s.locked_by = f."workerId" and s.pending >= 0
        and (case f.kind when 'succeeded' then succeeds else bypasses end) ? step_state(s.status, s.waiting_for)
      order by s.run_id, s.step_id
      for update of s
    ) as h;
  end if;

  if cardinality(held) > 0 then
    at := clock_timestamp();
    if jsonb_array_length(p->'large') > 0 then
      perform keep_large(p->'large', held);
    end if;

    with done as (
      update step_runs s
      set status = case f.kind when 'succeeded' then 'succeeded' else 'skipped' end,
        skip_cause = case f.kind when 'succeeded' then null else 'condition' end,
        output = f.output, summary = f.summary, notes = s.notes || f.notes, error = null, missing = null,
        result_key = f."resultKey", reused = f.reused, cost_micros = s.cost_micros + f.cost,
        tool = coalesce(f.tool, s.tool), fallback = case when f.tool is null then s.fallback else f.fallback end,
        input = coalesce(f.input, s.input),
        locked_by = null, lease_until = null, waiting_for = null, slow_at = null, stop_for = null, first_call = 0,
        finished_at = at
      from jsonb_to_recordset(p->'finished') as f(n int, "workspaceId" text, "runId" text, "stepId" text, kind text,
        output jsonb, summary text, notes jsonb, "resultKey" text, reused jsonb, cost bigint, tool text, fallback int,
        input jsonb, "workerId" text)
      where f.n = any(held) and s.workspace_id = f."workspaceId" and s.run_id = f."runId" and s.step_id = f."stepId"
      returning f.n, s.workspace_id, s.run_id, s.step_id, s.attempt, s.started_at, s.map_step, f.kind = 'bypassed' as passed,
        f."workerId" as worker_id
    ), tries as (
      insert into attempts as a (workspace_id, run_id, step_id, attempt, status, worker_id, started_at, finished_at)
      select d.workspace_id, d.run_id, d.step_id, d.attempt, 'succeeded', d.worker_id, coalesce(d.started_at, at), at from done d
      -- One that was thought unknown.
      on conflict (workspace_id, run_id, step_id, attempt) do update
      set status = 'succeeded', error = null, finished_at = excluded.finished_at where a.status = 'unknown'
    )
    select array_agg(d.workspace_id order by d.n), array_agg(d.run_id order by d.n), array_agg(d.step_id order by d.n),
      array_agg(d.map_step order by d.n), array_agg(d.passed order by d.n)
    into step_workspaces, step_runs_, step_ids, maps, passed
    from done d;

    if jsonb_array_length(p->'begun') > 0 then
      -- Its result is the step's output, which is not stored twice.
      update tool_calls c
      set status = 'succeeded', summary = b.summary, cost_micros = b.cost, finished_at = at
      from jsonb_to_recordset(p->'begun') as b(n int, "workspaceId" text, "runId" text, "stepId" text, "callId" text,
        summary text, cost bigint)
      where b.n = any(held) and c.workspace_id = b."workspaceId" and c.run_id = b."runId" and c.step_id = b."stepId"
        and c.id = b."callId" and c.status = 'started';
    end if;

    if jsonb_array_length(p->'local') > 0 then
      insert into tool_calls (workspace_id, id, run_id, step_id, attempt, call, idempotency_key, tool, tool_version,
        side_effect, status, args, result, summary, error, cost_micros, started_at, finished_at)
      select l."workspaceId", l.id, l."runId", l."stepId", l.attempt, l.call, l.key, l.tool, l."toolVersion", l."sideEffect",
        l.status, l.args,
        -- A result of null is stored as such; none at all means that it is the step's output.
        case when l.status = 'succeeded' and not l."isOutput" then coalesce(l.result, 'null') end,
        l.summary, l.error, l.cost, at, at
      from jsonb_to_recordset(p->'local') as l(n int, "workspaceId" text, "runId" text, "stepId" text, attempt int, id text,
        call int, key text, tool text, "toolVersion" text, "sideEffect" text, status text, args jsonb, result jsonb,
        "isOutput" boolean, summary text, error jsonb, cost bigint)
      where l.n = any(held);
    end if;

    select array_agg(f."workspaceId" order by f.n, told.place), array_agg(f."runId" order by f.n, told.place),
      array_agg(told.body order by f.n, told.place)
    into event_workspaces, event_runs, event_bodies
    from jsonb_to_recordset(p->'finished') as f(n int, "workspaceId" text, "runId" text, told jsonb)
    cross join lateral jsonb_array_elements(f.told) with ordinality as told(body, place)
    where f.n = any(held);

    handed := hand_on(step_workspaces, step_runs_, step_ids, maps, passed);
    event_workspaces := event_workspaces || handed.changed_workspaces;
    event_runs := event_runs || handed.changed_runs;
    event_bodies := event_bodies || handed.bodies;

    -- Kept rather than counted, so that a step costs the same in a run of any length.
    with change as (
      select c.workspace_id, c.run_id, sum(c.undone)::int as undone, sum(c.live)::int as live
      from unnest(step_workspaces || handed.changed_workspaces, step_runs_ || handed.changed_runs, undone || handed.undone,
        live || handed.live)
        as c(workspace_id, run_id, undone, live)
      group by 1, 2
    ), counted as (
      update runs r
      set undone = r.undone + c.undone, live = r.live + c.live,
        status = case when r.undone + c.undone = 0 and run_finishes ? r.status then 'succeeded' else r.status end,
        reason = case when r.undone + c.undone = 0 and run_finishes ? r.status then null else r.reason end,
        finished_at = case when r.undone + c.undone = 0 and run_finishes ? r.status then at else r.finished_at end
      from change c
      where r.workspace_id = c.workspace_id and r.id = c.run_id
      returning r.workspace_id, r.id, r.status, r.undone, r.live
    )
    select
      array_agg(c.workspace_id) filter (where c.status = 'succeeded' and c.undone = 0),
      array_agg(c.id) filter (where c.status = 'succeeded' and c.undone = 0),
      coalesce(json_agg(json_build_object('workspaceId', c.workspace_id, 'runId', c.id))
        filter (where not run_over ? c.status and (c.live = 0 or not run_claims ? c.status)), '[]')
    into more_workspaces, more_runs, unsettled
    from counted c;
    if more_runs is not null then
      event_workspaces := event_workspaces || more_workspaces;
      event_runs := event_runs || more_runs;
      event_bodies := event_bodies || (
        select array_agg(run_told(r) order by k.n)
        from unnest(more_workspaces, more_runs) with ordinality as k(workspace_id, id, n)
        join runs r on r.workspace_id = k.workspace_id and r.id = k.id);
    end if;
  end if;

  step_ids := null;
  if most > 0 then
    select (select count(*) from (select from step_runs s where s.status = 'ready' limit most + 1) as s)
      + (select count(*) from (
        select from step_runs s
        where s.status = 'waiting' and s.waiting_for = 'timer' and s.ready_at <= clock_timestamp()
        limit most + 1) as s)
    into waiting;
  end if;
  if most > 0 and waiting <= most then
    -- All that is ready or due fits: neither order nor fairness matters, and it is found at once. What nobody may claim (its run is
    -- paused, its tool at its limit) counts as well, so that it never takes the place of what somebody may.
    with ready as (
      select s.workspace_id, s.run_id, s.step_id, s.rank, s.ready_at, s.undoes is not null as undoing from step_runs s
      where s.status = 'ready'
        -- The worker that was too slow with it takes it only when nobody else does.
        and (s.avoid_worker is distinct from worker or s.ready_at < clock_timestamp() - interval '5 s')
      union all
      select s.workspace_id, s.run_id, s.step_id, s.rank, s.ready_at, false from step_runs s
      where s.status = 'waiting' and s.waiting_for = 'timer' and s.ready_at <= clock_timestamp()
    ), runs_of as materialized (
      select k.workspace_id, k.run_id
      from (select distinct ready.workspace_id, ready.run_id from ready) as k
      cross join lateral (
        select r.status from runs r where r.workspace_id = k.workspace_id and r.id = k.run_id offset 0) as r
      where run_claims ? r.status or r.status = 'aborted'
    ), open_runs as materialized (
      select r.workspace_id, r.id, r.status
      from runs_of k
      join runs r on r.workspace_id = k.workspace_id and r.id = k.run_id
      where run_claims ? r.status or r.status = 'aborted'
      order by r.id
      for no key update of r skip locked
    )
    select array_agg(k.workspace_id), array_agg(k.run_id), array_agg(k.step_id),
      (select count(*) from runs_of) > (select count(*) from open_runs)
    into step_workspaces, step_runs_, step_ids, skipped
    from (
      select ready.workspace_id, ready.run_id, ready.step_id
      from ready
      join open_runs o on o.workspace_id = ready.workspace_id and o.id = ready.run_id
      -- An aborted run's only ready steps are those that undo something, which a person has approved.
      where o.status <> 'aborted' or ready.undoing
      order by ready.rank desc, ready.ready_at, ready.step_id
      -- More may have become ready since they were counted.
      limit most
    ) as k;
  elsif most > 0 then
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
    if cardinality(held) = 0 then
      at := clock_timestamp();
    end if;
    with taken as (
      update step_runs s
      set status = 'running', attempt = s.attempt + 1, locked_by = worker,
        lease_until = at + make_interval(secs => (p->>'leaseSeconds')::float8),
        ready_at = null, wake_at = null, waiting_for = null, error = null, tool = null, fallback = null, summary = null,
        avoid_worker = null, stop_for = null, slow = false, slow_at = at + make_interval(secs => s.slow_after),
        started_at = at, finished_at = null
      -- In the order in which everybody locks steps: a worker that was cut off may still hold on to some that it had.
      from (
        select k.* from unnest(step_workspaces, step_runs_, step_ids) with ordinality as k(workspace_id, run_id, step_id, n)
        order by k.run_id, k.step_id
        offset 0) as k
      where s.workspace_id = k.workspace_id and s.run_id = k.run_id and s.step_id = k.step_id
        and claims ? step_state(s.status, s.waiting_for) and s.pending >= 0
      returning k.n, s.workspace_id, s.run_id, s.step_id, s.attempt, s.step, s.item, s.item_value, s.missing, s.first_call,
        s.map_step, s.reads
    )
    select
      coalesce(json_agg(json_build_object('workspaceId', t.workspace_id, 'runId', t.run_id, 'stepId', t.step_id,
        'attempt', t.attempt, 'step', t.step, 'item', t.item, 'itemValue', t.item_value, 'missing', t.missing,
        'firstCall', t.first_call, 'versionNumber', r.version_number,
        'reuseFrom', case when coalesce(r.redo, '[]') ?| array[t.step_id, t.map_step] then null else r.rerun_of end,
        'outputs', case when t.reads <> '[]' then (
          select json_agg(json_build_object('stepId', o.step_id, 'title', o.step->>'title', 'output', o.output))
          from jsonb_array_elements_text(t.reads) as needed(id)
          cross join lateral (
            select e.step_id, e.step, e.output from step_runs e
            where e.workspace_id = t.workspace_id and e.run_id = t.run_id and e.step_id = needed.id
            offset 0) as o) end
      ) order by t.n), '[]'),
      array_agg(t.workspace_id order by t.n), array_agg(t.run_id order by t.n),
      array_agg(jsonb_build_object('type', 'step.started', 'stepId', t.step_id, 'attempt', t.attempt) order by t.n),
      coalesce(bool_or(r.started_at is null or r.status = 'queued'), false)
    into claimed, more_workspaces, more_runs, more_bodies, fresh
    from taken t
    join runs r on r.workspace_id = t.workspace_id and r.id = t.run_id;

    if fresh then
      with begun as (
        update runs r set status = 'running', started_at = coalesce(r.started_at, at)
        from (select distinct k.workspace_id, k.run_id from unnest(more_workspaces, more_runs) as k(workspace_id, run_id)) as k
        where r.workspace_id = k.workspace_id and r.id = k.run_id and run_claims ? r.status
          and (r.started_at is null or r.status = 'queued')
        returning r.workspace_id, r.id, run_told(r) as body
      )
      select event_workspaces || array_agg(b.workspace_id), event_runs || array_agg(b.id), event_bodies || array_agg(b.body)
      into event_workspaces, event_runs, event_bodies from begun b;
    end if;
    event_workspaces := event_workspaces || more_workspaces;
    event_runs := event_runs || more_runs;
    event_bodies := event_bodies || more_bodies;
  end if;

  if cardinality(event_bodies) > 0 then
    perform append_events(event_workspaces, event_runs, event_bodies, at);
  end if;
  return json_build_object('held', held, 'unsettled', unsettled, 'claimed', claimed, 'skipped', coalesce(skipped, false),
    'next', nullif(cursor_run, ''));
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
    perform keep_large(p->'large', held);
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
  ), made as (
    insert into tool_calls (workspace_id, id, run_id, step_id, attempt, call, idempotency_key, tool, tool_version,
      side_effect, status, args, started_at)
    select c."workspaceId", c.id, c."runId", c."stepId", c.attempt, c.call, c.key, c.tool, c."toolVersion", c."sideEffect",
      'started', c.args, clock_timestamp()
    from c where c.n <> all(known)
  )
  select array_agg(c."workspaceId" order by c.n), array_agg(c."runId" order by c.n),
    array_agg(jsonb_build_object('type', 'tool.called', 'stepId', c."stepId", 'attempt', c.attempt, 'call', c.call,
      'tool', c.tool, 'status', 'started', 'message', null) order by c.n)
  into event_workspaces, event_runs, event_bodies
  from c where c.n <> all(known);
  if cardinality(known) > 0 then
    -- No call is made, so nothing else tells which tool the step has now.
    select event_workspaces || array_agg(s.workspace_id order by c.n), event_runs || array_agg(s.run_id order by c.n),
      event_bodies || array_agg(step_changed(s, 'Recorded result') order by c.n)
    into event_workspaces, event_runs, event_bodies
    from jsonb_to_recordset(p->'calls') as c(n int, "workspaceId" text, "runId" text, "stepId" text)
    join step_runs s on s.workspace_id = c."workspaceId" and s.run_id = c."runId" and s.step_id = c."stepId"
    where c.n = any(known);
  end if;
  if event_bodies is not null then
    perform append_events(event_workspaces, event_runs, event_bodies, clock_timestamp());
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
    perform keep_large(p->'large', held);
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
      'message', coalesce(c.summary, c.error->>'message'), 'costMicros', c.cost) as body
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
    perform append_events(event_workspaces, event_runs, event_bodies, clock_timestamp());
  end if;
  return held;
end $$;
