import { z } from "zod";
import { SideEffect } from "#lib/domain/tool.ts";
import type { SlowFacts } from "#lib/engine/after-slow.ts";
import type { OpenRun } from "./change-run.ts";

/** A running step that takes too long: its attempt, who carries it out, and what can be done about it. */
export type SlowStep = {
  attempt: number;
  title: string;
  expectedSeconds: number;
  /** How long the attempt has taken. */
  seconds: number;
  /** How many replans of its run nobody had asked for. */
  replansUnasked: number;
  facts: SlowFacts;
};

const Row = z.object({
  attempt: z.number(),
  title: z.string(),
  expected: z.number(),
  seconds: z.number(),
  underWay: z.array(SideEffect),
  fallbackLeft: z.boolean(),
  triedElsewhere: z.boolean(),
  replanned: z.boolean(),
  replanOpen: z.boolean(),
  replansUnasked: z.number(),
});

/** Locks a running step of a run; null when it does not run. */
export async function slowStep(
  run: Pick<OpenRun, "tx" | "workspaceId" | "runId">,
  stepId: string,
): Promise<SlowStep | null> {
  const rows = await run.tx.$queryRaw`
    select s.attempt, s.step->>'title' as title, coalesce(s.expected_seconds, s.slow_after, 0) as expected,
      extract(epoch from clock_timestamp() - s.started_at)::float8 as seconds,
      array(select c.side_effect from tool_calls c
        where c.workspace_id = s.workspace_id and c.run_id = s.run_id and c.step_id = s.step_id and c.attempt = s.attempt
          and c.status = 'started') as "underWay",
      jsonb_array_length(s.step->'fallbacks') > greatest(s.first_call, coalesce(s.fallback + 1, 0)) as "fallbackLeft",
      s.slow_retried as "triedElsewhere", s.slow_replan as replanned,
      exists (select from replans r where r.workspace_id = s.workspace_id and r.run_id = s.run_id
        and r.status in ('planning', 'proposed', 'asked')) as "replanOpen",
      (select count(*)::int from replans r where r.workspace_id = s.workspace_id and r.run_id = s.run_id
        and r.created_by = 'system') as "replansUnasked"
    from step_runs s
    where s.workspace_id = ${run.workspaceId} and s.run_id = ${run.runId} and s.step_id = ${stepId}
      and s.status = 'running' and s.pending >= 0
    for update of s`;
  const [row] = z.array(Row).parse(rows);
  if (!row) return null;
  const { attempt, title, expected, seconds, replansUnasked, ...facts } = row;
  return { attempt, title, expectedSeconds: expected, seconds, replansUnasked, facts };
}
