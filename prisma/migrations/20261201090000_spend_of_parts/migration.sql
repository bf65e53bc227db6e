-- AlterTable
ALTER TABLE "spend_holds" ADD COLUMN     "runs" TEXT[];

-- A run with those that it is a part of, the nearest first.
create function run_and_above(of_workspace text, of_run text) returns text[]
language sql stable
as $$
  with recursive above(id, parent, place) as (
    select r.id, r.parent_run, 0 from runs r where r.workspace_id = of_workspace and r.id = of_run
    union all
    select r.id, r.parent_run, a.place + 1 from above a join runs r on r.workspace_id = of_workspace and r.id = a.parent
  )
  select array_agg(id order by place) from above
$$;

-- What counted in a run alone counts in all that it is a part of.
update spend_holds set runs = run_and_above(workspace_id, run_id);
update spend_totals set policy = -1 where scope like 'run:%';
alter table spend_holds alter column runs set not null;

-- The totals that a hold counts in: also those of all the runs that its own is a part of (`runs`: that one first).
drop function spend_scopes(text, text, text, date);
create function spend_scopes(runs text[], of_step text, member text, day date) returns text[]
language sql immutable
as $$
  select array['day:' || to_char(day, 'YYYY-MM-DD'), 'memberDay:' || member || ':' || to_char(day, 'YYYY-MM-DD'),
    'step:' || runs[1] || '/' || of_step] || array(select 'run:' || id from unnest(runs) as id)
$$;

-- Of what was approved for a part of a run (SpendLimits) that which is less than what was approved for the whole, as hold_spend counts.
create function smaller_limits(part jsonb, whole jsonb) returns bigint[]
language sql immutable
as $$
  select array_agg(case when whole is not null and (whole->>name is null or (part->>name)::bigint < (whole->>name)::bigint)
    then (part->>name)::bigint * factor end order by place)
  from (values (1, 'micros', 1), (2, 'tokens', 1), (3, 'calls', 1), (4, 'seconds', 1000)) as q(place, name, factor)
$$;

-- A scope's total, whose row is locked: what was spent in it and what is held. Whether it was counted all the time depends on what
-- earlier policies capped; so the first who asks under another policy than the last one counts it anew, from holds and from the
-- calls that were made without one.
create or replace function spend_total(ws text, name text, scope text, run text, step text, who text, today date, policy_number int)
returns bigint[]
language plpgsql volatile
as $$
declare
  t spend_totals;
  runs_of text[];
begin
  select * into t from spend_totals s where s.workspace_id = ws and s.scope = spend_total.scope;
  if t.policy <> policy_number then
    if name = 'step' then
      runs_of := array[run];
    elsif name = 'run' then
      runs_of := array[run] || array(select runs_below(ws, run));
    else
      select coalesce(array_agg(r.id), '{}') into runs_of from runs r
      where r.workspace_id = ws and (r.finished_at is null or r.finished_at >= today::timestamp at time zone 'UTC')
        and (name = 'day' or r.created_by = who);
    end if;
    with spent as (
      select h.micros, h.tokens, h.calls, h.millis from spend_holds h
      where h.workspace_id = ws and h.run_id = any(runs_of) and (name <> 'step' or h.of_step = step)
        and (name in ('step', 'run') or h.day = today)
      union all
      select c.cost_micros, 0, 1, coalesce(ceil(extract(epoch from c.finished_at - c.started_at) * 1000), 0)::bigint
      from tool_calls c
      where c.workspace_id = ws and c.run_id = any(runs_of)
        and (name <> 'step' or c.step_id = step or starts_with(c.step_id, step || '.'))
        and (name in ('step', 'run') or (c.started_at at time zone 'UTC')::date = today)
        and not exists (
          select from spend_holds h
          where h.workspace_id = ws and h.run_id = c.run_id and h.step_id = c.step_id and h.id = c.id)
      union all
      select coalesce(m.cost_micros, m.counted_micros), coalesce(m.input_tokens, 0) + coalesce(m.output_tokens, 0), 1, 0
      from model_calls m
      where m.workspace_id = ws and m.run_id = any(runs_of) and m.step_id is not null
        and (name <> 'step' or m.step_id = step or starts_with(m.step_id, step || '.'))
        and (name in ('step', 'run') or (m.created_at at time zone 'UTC')::date = today)
        and not exists (
          select from spend_holds h
          where h.workspace_id = ws and h.run_id = m.run_id and h.step_id = m.step_id and h.call_id = m.id)
    )
    select coalesce(sum(s.micros), 0), coalesce(sum(s.tokens), 0), coalesce(sum(s.calls), 0), coalesce(sum(s.millis), 0)
    into t.micros, t.tokens, t.calls, t.millis from spent s;
    update spend_totals s
    set policy = policy_number, micros = t.micros, tokens = t.tokens, calls = t.calls, millis = t.millis
    where s.workspace_id = ws and s.scope = spend_total.scope;
  end if;
  return array[t.micros, t.tokens, t.calls, t.millis];
end $$;

-- Holds what a call may take at most, if that fits under every cap that covers it; in one statement, under the locks of the totals.
--   caps:    by scope, as the policy has them: {scope, micros, tokens, calls, millis}; null: none
--   micros:  null when nobody knows: then all that is left is held; tokens, calls, and millis, of which leastMillis will do
--   unpriced: a model whose price nobody knows, which needs somebody's word under a cap of money
--   looking: only says whether it would fit, besides what `besides` adds to it
-- Gives {held, micros, millis, left, stop}; `stop` says which cap it does not fit under, null with held = false that the token is stale.
create or replace function hold_spend(p jsonb) returns jsonb
language plpgsql volatile
as $$
declare
  ws text := p->>'workspaceId';
  run text := p->>'runId';
  step_ text := p->>'stepId';
  looking boolean := coalesce((p->>'looking')::boolean, false);
  today date := (clock_timestamp() at time zone 'UTC')::date;
  names text[] := array['micros', 'tokens', 'calls', 'millis'];
  wants bigint[] := array[(p->>'micros')::bigint, (p->>'tokens')::bigint, (p->>'calls')::bigint, (p->>'millis')::bigint];
  needs bigint[] := array[coalesce((p->>'micros')::bigint, 1), (p->>'tokens')::bigint, (p->>'calls')::bigint,
    (p->>'leastMillis')::bigint];
  lefts bigint[] := array[null, null, null, null]::bigint[];
  tight jsonb[] := array[null, null, null, null]::jsonb[];
  who text;
  of_step_ text;
  raised_ jsonb;
  runs_ text[];
  covering text[];
  locked int;
  scope record;
  stop jsonb;
  total bigint[];
  cap bigint;
  free bigint;
  under_way bigint;
begin
  if not looking then
    perform from step_runs s
    where s.workspace_id = ws and s.run_id = run and s.step_id = step_ and s.attempt = (p->>'attempt')::int
      and s.locked_by = p->>'workerId' and s.status = 'running' and s.pending >= 0
      and exists (select from runs r where r.workspace_id = ws and r.id = run and r.status <> 'aborting')
    for update of s;
    if not found then
      return jsonb_build_object('held', false, 'stop', null);
    end if;
  end if;
  select r.created_by, coalesce(s.map_step, s.step_id), r.raised->'steps'->coalesce(s.map_step, s.step_id), run_and_above(ws, run)
  into who, of_step_, raised_, runs_
  from step_runs s join runs r on r.workspace_id = s.workspace_id and r.id = s.run_id
  where s.workspace_id = ws and s.run_id = run and s.step_id = step_;
  if not found then
    return jsonb_build_object('held', false, 'stop', null);
  end if;
  covering := spend_scopes(runs_, of_step_, who, today);

  if p->>'unpriced' is not null
    and not exists (select from runs r where r.workspace_id = ws and r.id = any(runs_) and r.raised->'models' ? (p->>'unpriced'))
    and exists (select from jsonb_array_elements(p->'caps') as c where c->>'micros' is not null) then
    return jsonb_build_object('held', false, 'stop', jsonb_build_object('why', 'unknown_price', 'model', p->>'unpriced'));
  end if;

  if p->>'micros' is not null and p->>'tool' is not null then
    select d.micros into free from dearer_tools d where d.workspace_id = ws and d.tool = p->>'tool';
    wants[1] := greatest(wants[1], free);
    needs[1] := wants[1];
  end if;

  -- All of them, capped or not by this policy: another worker may know a newer one. Those that are of no use are deleted now and then.
  loop
    insert into spend_totals select ws, c.scope, -1, 0, 0, 0, 0 from unnest(covering) as c(scope) order by c.scope collate "C"
    on conflict do nothing;
    perform from spend_totals t where t.workspace_id = ws and t.scope = any(covering) order by t.scope collate "C" for update;
    get diagnostics locked = row_count;
    exit when locked = cardinality(covering);
  end loop;
  for scope in
    select c.scope as name, k.key, coalesce(r.id, run) as run,
      -- A run that is a part of another has a cap of its own where less was approved for it than for the whole.
      case when coalesce(r.id = runs_[cardinality(runs_)], true) then array[c.micros, c.tokens, c.calls, c.millis]
        else smaller_limits(r.manifest->'spend', root.manifest->'spend') end as caps,
      coalesce(case c.scope when 'step' then raised_ when 'run' then r.raised->'run' end, '{}') as raised
    from jsonb_to_recordset(p->'caps') as c(scope text, micros bigint, tokens bigint, calls bigint, millis bigint)
    join unnest(covering) as k(key) on split_part(k.key, ':', 1) = c.scope
    left join runs r on c.scope = 'run' and r.workspace_id = ws and r.id = substr(k.key, 5)
    left join runs root on c.scope = 'run' and root.workspace_id = ws and root.id = runs_[cardinality(runs_)]
    order by k.key collate "C"
  loop
    continue when num_nonnulls(variadic scope.caps) = 0;
    total := spend_total(ws, scope.name, scope.key, scope.run, of_step_, who, today, (p->>'policy')::int);
    for i in 1..4 loop
      continue when scope.caps[i] is null;
      cap := greatest(scope.caps[i], (scope.raised->>names[i])::bigint);
      free := cap - total[i];
      if lefts[i] is null or free < lefts[i] then
        lefts[i] := free;
        tight[i] := jsonb_build_object('why', 'cap', 'scope', scope.name, 'quantity', names[i], 'cap', cap,
          'counted', total[i], 'key', scope.key, 'run', scope.run);
      end if;
    end loop;
  end loop;

  for i in 1..4 loop
    -- What is free of charge goes on when there is nothing left.
    continue when lefts[i] is null or needs[i] = 0
      or needs[i] + coalesce((p->'besides'->>names[i])::bigint, 0) <= lefts[i];
    select coalesce(sum((array[h.micros, h.tokens, h.calls, h.millis])[i]), 0) into under_way
    from spend_holds h
    where h.workspace_id = ws and h.status = 'held'
      and tight[i]->>'key' = any(spend_scopes(h.runs, h.of_step, h.member, h.day));
    stop := tight[i] - 'key' - 'run' || jsonb_build_object('needs', needs[i], 'passing', needs[i] <= lefts[i] + under_way);
    if tight[i]->>'run' <> run then
      select stop || jsonb_build_object('above', jsonb_build_object('runId', r.id, 'number', r.number, 'planTitle', pl.title)) into stop
      from runs r join plans pl on pl.workspace_id = r.workspace_id and pl.id = r.plan_id
      where r.workspace_id = ws and r.id = tight[i]->>'run';
    end if;
    return jsonb_build_object('held', false, 'left', jsonb_build_object('micros', lefts[1], 'tokens', lefts[2]), 'stop', stop);
  end loop;

  wants[1] := coalesce(wants[1], greatest(lefts[1], 0), 0);
  if lefts[4] is not null then
    wants[4] := least(wants[4], greatest(lefts[4], 0));
  end if;
  if not looking then
    insert into spend_holds (workspace_id, run_id, step_id, id, runs, of_step, attempt, member, day, kind, call_id, status, micros,
      tokens, calls, millis)
    values (ws, run, step_, p->>'id', runs_, of_step_, (p->>'attempt')::int, who, today, p->>'kind', p->>'callId', 'held', wants[1],
      wants[2], wants[3], wants[4]);
    update spend_totals t
    set micros = t.micros + wants[1], tokens = t.tokens + wants[2], calls = t.calls + wants[3], millis = t.millis + wants[4]
    where t.workspace_id = ws and t.scope = any(covering);
  end if;
  return jsonb_build_object('held', true, 'micros', wants[1], 'millis', wants[4], 'stop', null);
end $$;

-- Counts holds as what is known of them now, where that was not known: {workspaceId, runId, stepId, id, status, micros, tokens, calls,
-- millis}. Of one that stays "held" only the amounts change. Gives how many there were.
create or replace function change_holds(changes jsonb) returns int
language plpgsql volatile
as $$
declare
  changed int;
  differences jsonb;
  locked int;
begin
  with wanted as (
    select c.* from jsonb_to_recordset(changes) as c("workspaceId" text, "runId" text, "stepId" text, id text, status text,
      micros bigint, tokens bigint, calls bigint, millis bigint)
  ), before as materialized (
    select h.* from spend_holds h
    join wanted on h.workspace_id = wanted."workspaceId" and h.run_id = wanted."runId" and h.step_id = wanted."stepId" and h.id = wanted.id
    where h.status = 'held'
    order by h.workspace_id, h.run_id, h.step_id, h.id
    for update of h
  ), done as (
    update spend_holds h
    set status = wanted.status, micros = wanted.micros, tokens = wanted.tokens, calls = wanted.calls, millis = wanted.millis
    from wanted, before
    where before.workspace_id = wanted."workspaceId" and before.run_id = wanted."runId" and before.step_id = wanted."stepId" and before.id = wanted.id
      and h.workspace_id = before.workspace_id and h.run_id = before.run_id and h.step_id = before.step_id and h.id = before.id
    returning h.workspace_id, spend_scopes(h.runs, h.of_step, h.member, h.day) as scopes, h.micros - before.micros as micros,
      h.tokens - before.tokens as tokens, h.calls - before.calls as calls, h.millis - before.millis as millis
  )
  select count(*), coalesce(jsonb_agg(to_jsonb(done)), '[]') into changed, differences from done;
  if changed = 0 then
    return 0;
  end if;
  -- One that was deleted meanwhile is counted anew by the next who asks; he must wait for this change.
  loop
    perform from spend_totals t
    where (t.workspace_id, t.scope) in (
      select d.workspace_id, s from jsonb_to_recordset(differences) as d(workspace_id text, scopes text[]), unnest(d.scopes) as s)
    order by t.workspace_id, t.scope collate "C"
    for update;
    get diagnostics locked = row_count;
    exit when locked = (
      select count(distinct (d.workspace_id, s))
      from jsonb_to_recordset(differences) as d(workspace_id text, scopes text[]), unnest(d.scopes) as s);
    insert into spend_totals
    select distinct on (d.workspace_id, s collate "C") d.workspace_id, s, -1, 0, 0, 0, 0
    from jsonb_to_recordset(differences) as d(workspace_id text, scopes text[]), unnest(d.scopes) as s
    order by d.workspace_id, s collate "C"
    on conflict do nothing;
  end loop;
  update spend_totals t
  set micros = t.micros + d.micros, tokens = t.tokens + d.tokens, calls = t.calls + d.calls, millis = t.millis + d.millis
  from (
    select d.workspace_id, s as scope, sum(d.micros)::bigint as micros, sum(d.tokens)::bigint as tokens,
      sum(d.calls)::bigint as calls, sum(d.millis)::bigint as millis
    from jsonb_to_recordset(differences) as d(workspace_id text, scopes text[], micros bigint, tokens bigint, calls bigint,
      millis bigint), unnest(d.scopes) as s
    group by 1, 2) as d
  where t.workspace_id = d.workspace_id and t.scope = d.scope;
  return changed;
end $$;
