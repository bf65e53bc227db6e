import { z } from "zod";
import type { Db, Tx } from "#lib/db/client.ts";
import type { Expected, ExpectedSource } from "#lib/domain/expected.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Step } from "#lib/domain/step.ts";
import { runSettings } from "./run-settings.ts";

/**
 * How many of the plan's latest runs count: fewer of a large plan, so that about this many steps are looked at (measured with
 * 100,000 steps done: 10 ms for a plan of 20 steps, 70 ms for one of 1,000).
 */
const RUNS_OF_PLAN = { least: 5, most: 20 };
const STEPS_OF_PLAN = 10_000;
/** How many of the workspace's latest runs and of their steps are looked at for a tool, and how many of its steps count. */
const RUNS_OF_WORKSPACE = 100;
const STEPS_OF_WORKSPACE = 5_000;
const STEPS_OF_TOOL = 200;
/** With fewer steps than this a 95th percentile says nothing. */
const ENOUGH = 5;
const LEAST_SLOW_SECONDS = 1;

/**
 * How long each step of a plan's graph should take, and after how long it is slow. The first that there is: the same step (with
 * the same tool) in the plan's latest runs, what the step's author expects, the tool in the workspace's latest runs, what the
 * tool's definition says. Slow is what takes `slowFactor` times the 95th percentile of the plan's latest runs, or, with too few of
 * them, the step's timeout.
 * @param typical seconds by tool name, as the tools' definitions say
 */
export async function expectedSeconds(
  tx: Db | Tx,
  { workspaceId, planId }: { workspaceId: string; planId: string },
  graph: PlanGraph,
  typical: ReadonlyMap<string, number>,
): Promise<Map<StepId, Expected>> {
  const { slowFactor } = await runSettings(tx, workspaceId);
  const ofPlan = await historyOfPlan(tx, workspaceId, planId, graph.steps.length);
  const known = (step: Step, item: boolean) => ofPlan.get(keyOf({ stepId: step.id, tool: step.tool, item }));
  const needsTool = (step: Step) =>
    step.expectedSeconds === null && !(known(step, false) && (step.kind !== "map" || known(step, true)));
  const ofTools = await historyOfTools(tx, workspaceId, [
    ...new Set(graph.steps.filter(needsTool).map((step) => step.tool)),
  ]);

  return new Map(
    graph.steps.map((step): [StepId, Expected] => {
      const fallback = withoutHistory(step, ofTools, typical);
      const whole = known(step, false);
      const one = step.kind === "map" ? known(step, true) : whole;
      const slowAfter =
        one && one.count >= ENOUGH ? Math.max(LEAST_SLOW_SECONDS, one.p95 * slowFactor) : step.timeoutSeconds;
      return [
        step.id,
        {
          seconds: whole?.median ?? fallback.seconds,
          attemptSeconds: one?.median ?? fallback.seconds,
          slowAfter: Math.min(slowAfter, step.timeoutSeconds),
          source: whole ? "runs" : fallback.source,
        },
      ];
    }),
  );
}

function withoutHistory(
  step: Step,
  ofTools: ReadonlyMap<string, number>,
  typical: ReadonlyMap<string, number>,
): { seconds: number; source: ExpectedSource } {
  if (step.expectedSeconds !== null) return { seconds: step.expectedSeconds, source: "author" };
  const ofTool = ofTools.get(step.tool);
  if (ofTool !== undefined) return { seconds: ofTool, source: "workspace" };
  return { seconds: typical.get(step.tool) ?? 0, source: "tool" };
}

const History = z.object({
  stepId: z.string(),
  tool: z.string(),
  item: z.boolean(),
  count: z.number(),
  median: z.number(),
  p95: z.number(),
});
type History = z.infer<typeof History>;

function keyOf({ stepId, tool, item }: Pick<History, "stepId" | "tool" | "item">): string {
  return `${stepId} ${item ? "item" : "step"} ${tool}`;
}

/**
 * What counts as a duration: of a step that its worker finished; a person's decision has no start, and a result taken over or
 * put right by hand says nothing. Every limit stands before the grouping, so that the work is bounded whatever there is, and
 * "offset 0" keeps the latest runs first: without it the planner may join in any order, and the limit would cut others.
 */
async function historyOfPlan(
  tx: Db | Tx,
  workspaceId: string,
  planId: string,
  steps: number,
): Promise<Map<string, History>> {
  if (steps === 0) return new Map();
  const { least, most } = RUNS_OF_PLAN;
  const runs = Math.max(least, Math.min(most, Math.floor(STEPS_OF_PLAN / steps)));
  const rows = await tx.$queryRaw`
    select coalesce(map_step, step_id) as "stepId", own_tool as tool, map_step is not null as item, count(*)::int as count,
      percentile_cont(0.5) within group (order by seconds) as median,
      percentile_cont(0.95) within group (order by seconds) as p95
    from (
      select s.map_step, s.step_id, s.own_tool, extract(epoch from s.finished_at - s.started_at)::float8 as seconds
      from (
        select id from runs where workspace_id = ${workspaceId} and plan_id = ${planId}
        order by number desc limit ${runs}
      ) run
      cross join lateral (
        select map_step, step_id, own_tool, started_at, finished_at from step_runs
        where workspace_id = ${workspaceId} and run_id = run.id and status = 'succeeded' and started_at is not null
          and finished_at is not null and reused is null and corrected is null
        offset 0
      ) s
      limit ${Math.max(STEPS_OF_PLAN, runs * steps)}
    ) done
    group by 1, 2, 3`;
  return new Map(
    z
      .array(History)
      .parse(rows)
      .map((row) => [keyOf(row), row]),
  );
}

/** Median seconds by tool; of a map its items are what uses the tool. */
async function historyOfTools(
  tx: Db | Tx,
  workspaceId: string,
  tools: readonly string[],
): Promise<Map<string, number>> {
  if (tools.length === 0) return new Map();
  const rows = await tx.$queryRaw`
    select own_tool as tool, percentile_cont(0.5) within group (order by seconds) as median
    from (
      select own_tool, seconds, row_number() over (partition by own_tool order by number desc) as place
      from (
        select run.number, s.own_tool, s.items_total, s.started_at, s.finished_at, s.reused, s.corrected,
          extract(epoch from s.finished_at - s.started_at)::float8 as seconds
        from (
          select id, number from runs where workspace_id = ${workspaceId}
          order by number desc limit ${RUNS_OF_WORKSPACE}
        ) run
        cross join lateral (
          select own_tool, items_total, started_at, finished_at, reused, corrected from step_runs
          where workspace_id = ${workspaceId} and run_id = run.id and status = 'succeeded'
          offset 0
        ) s
        limit ${STEPS_OF_WORKSPACE}
      ) latest
      where own_tool = any(${tools}::text[]) and items_total is null and started_at is not null and finished_at is not null
        and reused is null and corrected is null
    ) placed
    where place <= ${STEPS_OF_TOOL}
    group by own_tool`;
  const parsed = z.array(z.object({ tool: z.string(), median: z.number() })).parse(rows);
  return new Map(parsed.map(({ tool, median }) => [tool, median]));
}
