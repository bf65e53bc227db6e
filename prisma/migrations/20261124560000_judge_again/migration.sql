-- Whether the calls that an attempt recorded stand for the attempt after it: it was lost with its worker, or all that went wrong is
-- that no checker model could judge the output. Then the outcome is taken again and judged, and nothing is called twice.
create function leaves_calls(a attempts) returns boolean
language sql stable
as $$
  select a.status in ('lost', 'unknown') or (a.status = 'failed' and coalesce(a.error->>'code', '') = 'checker_failed')
$$;

-- Records calls before they are made, each conditional on its step's token: {n, workspaceId, runId, stepId, attempt, workerId,
-- id, call, key, tool, toolVersion, sideEffect, args}. When an earlier attempt was lost after it had recorded the outcome of this
-- very call, that outcome is given back instead. Only attempts that were lost count, and only those since the step last failed:
-- who tries it again wants it done anew. A failure that a repeat may mend is repeated.
-- Gives {held, recorded: [{n, status, result, summary, error}]}.
create or replace function begin_calls(p jsonb) returns jsonb
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
        and e.idempotency_key = c.key and e.attempt < c.attempt and leaves_calls(a)
        and not exists (
          select from attempts later
          where later.workspace_id = e.workspace_id and later.run_id = e.run_id and later.step_id = e.step_id
            and later.attempt > e.attempt and later.attempt < c.attempt and not leaves_calls(later))
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
