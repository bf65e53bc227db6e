-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "raised" JSONB;

-- CreateTable
CREATE TABLE "spend_holds" (
    "workspace_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "of_step" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "member" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "kind" TEXT NOT NULL,
    "call_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "micros" BIGINT NOT NULL,
    "tokens" BIGINT NOT NULL,
    "calls" BIGINT NOT NULL,
    "millis" BIGINT NOT NULL,

    CONSTRAINT "spend_holds_pkey" PRIMARY KEY ("workspace_id","run_id","step_id","id")
);

-- CreateTable
CREATE TABLE "spend_totals" (
    "workspace_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "policy" INTEGER NOT NULL,
    "micros" BIGINT NOT NULL,
    "tokens" BIGINT NOT NULL,
    "calls" BIGINT NOT NULL,
    "millis" BIGINT NOT NULL,

    CONSTRAINT "spend_totals_pkey" PRIMARY KEY ("workspace_id","scope")
);

-- CreateTable
CREATE TABLE "spend_stops" (
    "workspace_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "stop" JSONB NOT NULL,
    "needs" JSONB NOT NULL,
    "looked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "spend_stops_pkey" PRIMARY KEY ("workspace_id","run_id","step_id")
);

-- CreateTable
CREATE TABLE "dearer_tools" (
    "workspace_id" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "micros" BIGINT NOT NULL,

    CONSTRAINT "dearer_tools_pkey" PRIMARY KEY ("workspace_id","tool")
);

-- CreateIndex
CREATE INDEX "spend_stops_looked_at_idx" ON "spend_stops"("looked_at");

-- AddForeignKey
ALTER TABLE "spend_holds" ADD CONSTRAINT "spend_holds_workspace_id_run_id_fkey" FOREIGN KEY ("workspace_id", "run_id") REFERENCES "runs"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "spend_totals" ADD CONSTRAINT "spend_totals_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "spend_stops" ADD CONSTRAINT "spend_stops_workspace_id_run_id_fkey" FOREIGN KEY ("workspace_id", "run_id") REFERENCES "runs"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dearer_tools" ADD CONSTRAINT "dearer_tools_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Those whose end is not known are looked through for what has ended, and added up where a cap is reached.
create index spend_holds_held on spend_holds (workspace_id, day) where status = 'held';

-- The totals that a hold counts in, in the order in which they are locked wherever more than one is.
create function spend_scopes(run text, of_step text, member text, day date) returns text[]
language sql immutable
as $$
  select array['day:' || to_char(day, 'YYYY-MM-DD'), 'memberDay:' || member || ':' || to_char(day, 'YYYY-MM-DD'),
    'run:' || run, 'step:' || run || '/' || of_step]
$$;

-- A scope's total, whose row is locked: what was spent in it and what is held. Whether it was counted all the time depends on what
-- earlier policies capped; so the first who asks under another policy than the last one counts it anew, from holds and from the
-- calls that were made without one.
create function spend_total(ws text, name text, scope text, run text, step text, who text, today date, policy_number int)
returns bigint[]
language plpgsql volatile
as $$
declare
  t spend_totals;
  runs_of text[];
begin
  select * into t from spend_totals s where s.workspace_id = ws and s.scope = spend_total.scope;
  if t.policy <> policy_number then
    if name in ('step', 'run') then
      runs_of := array[run];
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
create function hold_spend(p jsonb) returns jsonb
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
  covering text[];
  scope record;
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
  select r.created_by, coalesce(r.raised, '{}'), coalesce(s.map_step, s.step_id) into who, raised_, of_step_
  from step_runs s join runs r on r.workspace_id = s.workspace_id and r.id = s.run_id
  where s.workspace_id = ws and s.run_id = run and s.step_id = step_;
  covering := spend_scopes(run, of_step_, who, today);

  if p->>'unpriced' is not null and not coalesce(raised_->'models', '[]') ? (p->>'unpriced')
    and exists (select from jsonb_array_elements(p->'caps') as c where c->>'micros' is not null) then
    return jsonb_build_object('held', false, 'stop', jsonb_build_object('why', 'unknown_price', 'model', p->>'unpriced'));
  end if;

  if p->>'micros' is not null and p->>'tool' is not null then
    select d.micros into free from dearer_tools d where d.workspace_id = ws and d.tool = p->>'tool';
    wants[1] := greatest(wants[1], free);
    needs[1] := wants[1];
  end if;

  -- All of them, capped or not by this policy: another worker may know a newer one.
  insert into spend_totals select ws, c.scope, -1, 0, 0, 0, 0 from unnest(covering) as c(scope) on conflict do nothing;
  perform from spend_totals t where t.workspace_id = ws and t.scope = any(covering) order by t.scope collate "C" for update;
  for scope in
    select c.scope as name, k.key, array[c.micros, c.tokens, c.calls, c.millis] as caps,
      coalesce(case c.scope when 'step' then raised_->'steps'->of_step_ when 'run' then raised_->'run' end, '{}') as raised
    from jsonb_to_recordset(p->'caps') as c(scope text, micros bigint, tokens bigint, calls bigint, millis bigint)
    join unnest(covering) as k(key) on split_part(k.key, ':', 1) = c.scope
    order by k.key collate "C"
  loop
    total := spend_total(ws, scope.name, scope.key, run, of_step_, who, today, (p->>'policy')::int);
    for i in 1..4 loop
      continue when scope.caps[i] is null;
      cap := greatest(scope.caps[i], (scope.raised->>names[i])::bigint);
      free := cap - total[i];
      if lefts[i] is null or free < lefts[i] then
        lefts[i] := free;
        tight[i] := jsonb_build_object('why', 'cap', 'scope', scope.name, 'quantity', names[i], 'cap', cap,
          'counted', total[i], 'key', scope.key);
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
      and tight[i]->>'key' = any(spend_scopes(h.run_id, h.of_step, h.member, h.day));
    return jsonb_build_object('held', false, 'left', jsonb_build_object('micros', lefts[1], 'tokens', lefts[2]),
      'stop', tight[i] - 'key' || jsonb_build_object('needs', needs[i], 'passing', needs[i] <= lefts[i] + under_way));
  end loop;

  wants[1] := coalesce(wants[1], greatest(lefts[1], 0), 0);
  if lefts[4] is not null then
    wants[4] := least(wants[4], greatest(lefts[4], 0));
  end if;
  if not looking then
    insert into spend_holds (workspace_id, run_id, step_id, id, of_step, attempt, member, day, kind, call_id, status, micros,
      tokens, calls, millis)
    values (ws, run, step_, p->>'id', of_step_, (p->>'attempt')::int, who, today, p->>'kind', p->>'callId', 'held', wants[1],
      wants[2], wants[3], wants[4]);
    update spend_totals t
    set micros = t.micros + wants[1], tokens = t.tokens + wants[2], calls = t.calls + wants[3], millis = t.millis + wants[4]
    where t.workspace_id = ws and t.scope = any(covering);
  end if;
  return jsonb_build_object('held', true, 'micros', wants[1], 'millis', wants[4], 'stop', null);
end $$;

-- Records a call before it is made, as begin_calls does, with what it holds under the spend caps, in one commit. A call that does not
-- fit is not recorded. Gives what both give.
create function begin_capped_call(p jsonb) returns jsonb
language plpgsql volatile
as $$
declare
  hold jsonb := p->'hold';
  held jsonb;
  begun jsonb := '{"held": [], "recorded": []}';
begin
  held := hold_spend(hold);
  if (held->>'held')::boolean then
    begun := begin_calls(p->'begin');
    if begun->'held' = '[]' or begun->'recorded' <> '[]' then
      -- An attempt before this one had made it already.
      perform change_holds(jsonb_build_array(hold || '{"status": "settled", "micros": 0, "tokens": 0, "calls": 0, "millis": 0}'));
    end if;
  end if;
  return begun || jsonb_build_object('hold', held);
end $$;

-- Counts holds as what is known of them now, where that was not known: {workspaceId, runId, stepId, id, status, micros, tokens, calls,
-- millis}. Of one that stays "held" only the amounts change. Gives how many there were.
create function change_holds(changes jsonb) returns int
language plpgsql volatile
as $$
declare
  changed int;
  differences jsonb;
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
    returning h.workspace_id, spend_scopes(h.run_id, h.of_step, h.member, h.day) as scopes, h.micros - before.micros as micros,
      h.tokens - before.tokens as tokens, h.calls - before.calls as calls, h.millis - before.millis as millis
  )
  select count(*), coalesce(jsonb_agg(to_jsonb(done)), '[]') into changed, differences from done;
  if changed = 0 then
    return 0;
  end if;
  perform from spend_totals t
  where (t.workspace_id, t.scope) in (
    select d.workspace_id, s from jsonb_to_recordset(differences) as d(workspace_id text, scopes text[]), unnest(d.scopes) as s)
  order by t.workspace_id, t.scope collate "C"
  for update;
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

-- Settles holds whose call's end is known by now. What will never be known counts as it was held: the attempt was lost, the call
-- failed, or nobody can tell what became of it. A tool that took more than it says is remembered
-- as that dear. Gives how many there were.
create function settle_spend(most int) returns int
language plpgsql volatile
as $$
declare
  changes jsonb;
begin
  with ended as materialized (
    select h.workspace_id, h.run_id, h.step_id, h.id, h.kind, h.micros, h.tokens, h.calls, h.millis, c.tool, c.status,
      coalesce(c.error->>'code', '') as code, c.cost_micros,
      ceil(extract(epoch from c.finished_at - c.started_at) * 1000)::bigint as took
    from spend_holds h
    left join tool_calls c on h.kind = 'tool' and c.workspace_id = h.workspace_id and c.run_id = h.run_id
      and c.step_id = h.step_id and c.id = h.id
    left join step_runs s on s.workspace_id = h.workspace_id and s.run_id = h.run_id and s.step_id = h.step_id
    where h.status = 'held'
      and case when c.id is not null then c.status <> 'started'
        else s.step_id is null or s.attempt <> h.attempt or s.status <> 'running' end
    order by h.workspace_id, h.run_id, h.step_id, h.id
    limit most
    for update of h skip locked
  ), dearer as (
    insert into dearer_tools as d (workspace_id, tool, micros)
    select e.workspace_id, e.tool, max(e.cost_micros) from ended e
    where e.status = 'succeeded' and e.cost_micros > e.micros
    group by 1, 2
    order by 1, 2
    on conflict (workspace_id, tool) do update set micros = greatest(d.micros, excluded.micros)
  )
  select jsonb_agg(jsonb_build_object('workspaceId', e.workspace_id, 'runId', e.run_id, 'stepId', e.step_id, 'id', e.id)
    || case
      when e.code = 'stopped' then '{"status": "settled", "micros": 0, "tokens": 0, "calls": 0, "millis": 0}'
      -- Whoever fails does not say what that cost.
      when e.status is null or e.status = 'failed' then jsonb_build_object('status', 'lost', 'micros', e.micros,
        'tokens', e.tokens, 'calls', e.calls, 'millis', least(e.took, e.millis))
      -- What recording it took besides is not its time.
      else jsonb_build_object('status', 'settled', 'micros', e.cost_micros, 'tokens', e.tokens, 'calls', e.calls,
        'millis', least(e.took, e.millis))
    end)
  into changes from ended e;
  return case when changes is null then 0 else change_holds(changes) end;
end $$;
