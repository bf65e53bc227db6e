import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Uses } from "#lib/domain/estimate-basis.ts";
import { ENOUGH_USES } from "#lib/domain/known-uses.ts";

/** How far back earlier uses count. */
export const DAYS_BACK = 90;
/** How many of the latest uses of one thing count. */
export const USES_COUNTED = 200;

/** A longer time between two attempts was not the step's: a person took it, or the run was paused. */
const LONGEST_GAP_SECONDS = 900;

/** One statement's row: what the uses of one thing took. */
export const UsesRow = z.object({
  count: z.number(),
  seconds: z.tuple([z.number(), z.number()]),
  cost: z.tuple([z.number(), z.number()]),
  costUnknown: z.boolean(),
  toolCost: z.tuple([z.number(), z.number()]),
  outputBytes: z.number(),
});

/** The percentiles of a row by name, in milliseconds and whole micros, for there may be thousands. */
export function usesOf(row: z.infer<typeof UsesRow>): Uses {
  const range = ([p50, p90]: [number, number], scale = 1) => ({
    p50: Math.round(p50 * scale) / scale,
    p90: Math.round(p90 * scale) / scale,
  });
  return {
    count: row.count,
    seconds: range(row.seconds, 1_000),
    costMicros: range(row.cost),
    costUnknown: row.costUnknown,
    toolMicros: range(row.toolCost),
    outputBytes: Math.round(row.outputBytes),
  };
}

/** What a step of `step_runs s` that succeeded took, in seconds: all its attempts, and the waits between them. */
export const STEP_SECONDS = Prisma.sql`
  case when s.attempt <= 1 then extract(epoch from s.finished_at - s.started_at)
  else coalesce(
    (select sum(extract(epoch from coalesce(a.finished_at, a.started_at) - a.started_at)
        + case when a.gap between 0 and ${LONGEST_GAP_SECONDS} then a.gap else 0 end)
      from (
        select started_at, finished_at,
          extract(epoch from started_at - lag(finished_at) over (order by attempt)) as gap
        from attempts
        where workspace_id = s.workspace_id and run_id = s.run_id and step_id = s.step_id
      ) a),
    extract(epoch from s.finished_at - s.started_at)) end`;

/** Only what a worker finished says how long a step takes; not what a person decided, put right, or took over from another run. */
export const COUNTS = Prisma.sql`
  s.status = 'succeeded' and s.started_at is not null and s.finished_at is not null
  and s.reused is null and s.corrected is null`;

/**
 * What models took by run and step, of rows of `model_calls c`. The names are those of `modelsKey`; a cost is unknown for want of a
 * price or a count, but not because a try was broken off: that says nothing of what the next one will cost.
 */
export const ASKED = Prisma.sql`
  c.run_id, c.step_id, coalesce(sum(c.cost_micros), 0) as cost,
  bool_or(c.cost_micros is null and (c.input_tokens is not null or c.failure is null)) as cost_unknown,
  string_agg(distinct concat_ws(' ', c.role, c.provider, c.model) collate "C", E'\n') filter (where c.failure is null) as models`;

/** The columns of `UsesRow`, of rows with seconds, cost, cost_unknown, tool_cost and output_bytes; only of groups that say something. */
export const USES = Prisma.sql`
  count(*)::int as count,
  percentile_cont(array[0.5, 0.9]) within group (order by seconds::float8) as seconds,
  percentile_cont(array[0.5, 0.9]) within group (order by cost::float8) as cost,
  bool_or(cost_unknown) as "costUnknown",
  percentile_cont(array[0.5, 0.9]) within group (order by tool_cost::float8) as "toolCost",
  percentile_cont(0.5) within group (order by output_bytes::float8) as "outputBytes"`;
export const ENOUGH = Prisma.sql`count(*) >= ${ENOUGH_USES}`;
