import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Tx } from "#lib/db/client.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { RunCost } from "#lib/domain/run-cost-view.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { noRun, toRunKey } from "./runs/run-keys.ts";
import { runSummaries } from "./runs/run-summaries.ts";

export const GetRunCostInput = z.object({ runId: z.string() });

/**
 * What a run has cost, by step, tool and model, what is held under its spend caps, and the share of attempts that came to nothing.
 * @throws DomainError `not_found`
 */
export async function getRunCost({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetRunCostInput>;
}): Promise<RunCost> {
  const workspaceId = authorise(ctx.actor, "read");
  const key = toRunKey(workspaceId, parseInput(GetRunCostInput, input).runId);
  // One moment, so that the parts add up to the whole.
  return ctx.db.$transaction((tx) => readCost(tx, key), {
    isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead,
  });
}

const Row = z.object({ cost: RunCost.omit({ total: true, below: true, earlier: true }) });

async function readCost(tx: Tx, { workspaceId, runId }: RunKey): Promise<RunCost> {
  const only = (condition: Prisma.Sql) => Prisma.sql`r.workspace_id = ${workspaceId} and ${condition}`;
  const [run] = await runSummaries(tx, only(Prisma.sql`r.id = ${runId}`), 1);
  if (!run) throw noRun();
  const [row] = await tx.$queryRaw<unknown[]>`
    with call as (
      select c.step_id, split_part(c.step_id, '.', 1) as of_step, c.tool, c.status, c.cost_micros as micros,
        coalesce(extract(epoch from c.finished_at - c.started_at), 0)::float8 as seconds, void.attempt is not null as earlier
      from tool_calls c
      left join attempts void on void.workspace_id = c.workspace_id and void.run_id = c.run_id and void.step_id = c.step_id
        and void.attempt = c.attempt and void.status in ('failed', 'lost', 'cancelled', 'unknown')
      where c.workspace_id = ${workspaceId} and c.run_id = ${runId}
    ), request as (
      -- A request does not say for which attempt it was made: its time does.
      select split_part(m.step_id, '.', 1) as of_step, m.provider, m.model, m.failure, m.cost_micros as micros,
        coalesce(m.input_tokens, 0) + coalesce(m.output_tokens, 0) as tokens,
        exists (
          select from attempts void
          where void.workspace_id = m.workspace_id and void.run_id = m.run_id and void.step_id = m.step_id
            and void.status in ('failed', 'lost', 'cancelled', 'unknown')
            and m.created_at between void.started_at and void.finished_at) as earlier
      from model_calls m where m.workspace_id = ${workspaceId} and m.run_id = ${runId}
    ), step as (
      select split_part(s.step_id, '.', 1) as of_step, sum(s.cost_micros) as micros, sum(s.attempt) as attempts
      from step_runs s where s.workspace_id = ${workspaceId} and s.run_id = ${runId}
      group by 1
    ), called as (
      select of_step, count(*) as calls, coalesce(sum(micros) filter (where earlier), 0) as earlier from call group by 1
    ), requested as (
      select of_step, coalesce(sum(micros), 0) as micros, bool_or(micros is null) as unknown, sum(tokens) as tokens,
        coalesce(sum(micros) filter (where earlier), 0) as earlier,
        coalesce(bool_or(micros is null) filter (where earlier), false) as earlier_unknown
      from request group by 1
    ), hold as (
      -- What is held for a part of the run counts in the run.
      select coalesce(sum(micros) filter (where status = 'held'), 0) as held,
        coalesce(sum(micros) filter (where status = 'lost'), 0) as lost
      from spend_holds where workspace_id = ${workspaceId}
        and run_id = any(array[${runId}] || array(select runs_below(${workspaceId}, ${runId})))
    )
    select jsonb_build_object(
      'held', hold.held, 'lost', hold.lost,
      'steps', coalesce((
        select jsonb_agg(jsonb_build_object(
          'stepId', step.of_step, 'toolMicros', step.micros, 'attempts', step.attempts,
          'models', jsonb_build_object('micros', coalesce(requested.micros, 0), 'unknown', coalesce(requested.unknown, false)),
          'tokens', coalesce(requested.tokens, 0), 'calls', coalesce(called.calls, 0),
          'earlier', jsonb_build_object(
            'micros', coalesce(called.earlier, 0) + coalesce(requested.earlier, 0),
            'unknown', coalesce(requested.earlier_unknown, false))))
        from step left join called using (of_step) left join requested using (of_step)), '[]'),
      'replans', (
        select jsonb_build_object('micros', micros, 'unknown', unknown, 'tokens', tokens) from requested where of_step is null),
      'tools', coalesce((
        select jsonb_agg(each) from (
          select tool, sum(micros) as micros, count(*) as calls, count(*) filter (where status = 'failed') as failed,
            sum(seconds) as seconds
          from call group by tool) as each), '[]'),
      'models', coalesce((
        select jsonb_agg(each) from (
          select provider, model, coalesce(sum(micros), 0) as micros, bool_or(micros is null) as unknown,
            count(*) as requests, count(failure) as failed, sum(tokens) as tokens
          from request group by provider, model) as each), '[]')
    ) as cost
    from hold`;
  const { cost } = Row.parse(row);
  const below = await runSummaries(tx, only(Prisma.sql`r.parent_run = ${runId}`), MOST_BELOW);
  return {
    ...cost,
    total: { micros: run.costMicros, unknown: run.costUnknown },
    earlier: {
      micros: cost.steps.reduce((sum, { earlier }) => sum + earlier.micros, 0),
      unknown: cost.steps.some(({ earlier }) => earlier.unknown),
    },
    // Each with all that lies below itself.
    below: below.map(({ id, number, planTitle, costMicros, costUnknown }) => ({
      runId: id,
      number,
      planTitle,
      micros: costMicros,
      unknown: costUnknown,
    })),
  };
}

/** A map may start a run for each of its items. */
const MOST_BELOW = 1_000;
