import { z } from "zod";
import type { StepId } from "#lib/domain/ids.ts";
import { joinManifests, Manifest } from "#lib/domain/manifest.ts";
import type { Author, PlanGraph } from "#lib/domain/plan.ts";
import { StepRunStatus } from "#lib/domain/run.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import { Step } from "#lib/domain/step.ts";
import { mayRetryElsewhere } from "#lib/engine/after-slow.ts";
import { rebaseSteps, type LockedStep } from "#lib/engine/rebase-steps.ts";
import type { OpenRun } from "./change-run.ts";
import { DROPPED } from "./conditions.ts";
import { insertDependencies } from "./insert-run.ts";
import { insertSteps, rankSteps, type ExpectedByStep } from "./insert-steps.ts";
import { keepResults } from "./keep-results.ts";
import { loseStep } from "./lose-step.ts";
import { askPlanAnew } from "./plan-approval.ts";
import { slowStep } from "./slow-facts.ts";
import { stepViews } from "./step-views.ts";

const Standing = z.object({
  step: Step,
  status: StepRunStatus,
  waitingFor: z.string().nullable(),
  attempt: z.number(),
  workerId: z.string().nullable(),
});
type Standing = z.infer<typeof Standing>;

/**
 * Moves a run to a new graph, which becomes the plan's next version: finished, running and untouched steps stay, the rest is
 * replaced, and every count of open dependencies is worked out anew. Part of the caller's change of the run.
 * @param move.toolVersions the hashes of the tools as they are now; a tool that the run has pinned stays pinned
 * @returns the steps that have gone too far for this graph; when there are any, nothing was changed
 */
export async function rebaseRun(
  run: OpenRun,
  move: {
    graph: PlanGraph;
    author: Author;
    summary: string;
    toolVersions: Record<string, string>;
    expected?: ExpectedByStep;
    /** A running step whose attempt is stopped when the graph changes it, unless that is doing what must not be repeated. */
    stopping?: { stepId: StepId; why: string } | null;
    /** What the new graph needs, which whoever moves the run has approved. */
    manifest?: Manifest;
  },
): Promise<readonly LockedStep[]> {
  const { tx, workspaceId, runId } = run;
  const rows = await tx.$queryRaw`
    select step, status, waiting_for as "waitingFor", attempt, locked_by as "workerId" from step_runs
    where workspace_id = ${workspaceId} and run_id = ${runId} and pending > ${DROPPED}
      and map_step is null and undoes is null
    order by step_id
    for update`;
  const standing = z.array(Standing).parse(rows);
  const stopped = move.stopping ? stoppedBy(move.graph, standing, move.stopping.stepId) : null;
  const rebase = rebaseSteps(
    standing.map((row) => (row === stopped ? { ...row, status: "ready" } : row)),
    move.graph,
  );
  if ("locked" in rebase) return rebase.locked;
  if (stopped && !(await stop(run, stopped, move.stopping?.why ?? ""))) {
    const message = `“${stopped.step.title}” is doing something that must not be repeated, so it cannot be stopped.`;
    return [{ stepId: stopped.step.id, message }];
  }

  const versionNumber = await addVersion(run, move);
  await tx.$executeRaw`
    update runs set version_number = ${versionNumber},
      tool_versions = ${JSON.stringify(move.toolVersions)}::jsonb || tool_versions
    where workspace_id = ${workspaceId} and id = ${runId}`;
  if (move.manifest) await widenManifest(run, move.manifest);
  await dropSteps(run, rebase.dropped);
  const expected = move.expected ?? new Map<string, never>();
  const begunAnew = rebase.fresh.map(({ step }) => step.id);
  await dropItems(run, [...rebase.dropped, ...begunAnew]);
  await keepResults(run, begunAnew);
  await insertSteps(tx, run, rebase.fresh, move.graph, expected);
  await keepSteps(run, rebase.kept, rankSteps(move.graph, expected));
  await tx.stepDependency.deleteMany({ where: { workspaceId, runId } });
  await insertDependencies(tx, run, move.graph);
  await askPlanAnew(run);
  run.emit({ type: "run.moved", versionNumber, graph: move.graph, steps: await stepViews(tx, run) });
  return [];
}

/** The running step, when the graph makes something else of it. */
function stoppedBy(graph: PlanGraph, standing: readonly Standing[], stepId: StepId): Standing | null {
  const row = standing.find(({ step, status }) => step.id === stepId && status === "running");
  const step = graph.steps.find(({ id }) => id === stepId);
  return row && (!step || !sameJson(row.step, step)) ? row : null;
}

/** Takes a running step back from its worker, which hears of it with its next heartbeat. @returns whether that may be done */
async function stop(run: OpenRun, { step, attempt, workerId }: Standing, why: string): Promise<boolean> {
  const slow = await slowStep(run, step.id);
  if (!slow || workerId === null || !mayRetryElsewhere(slow.facts)) return false;
  const { workspaceId, runId } = run;
  return loseStep(run, { workspaceId, runId, stepId: step.id, attempt, workerId }, why, false);
}

async function widenManifest({ tx, workspaceId, runId }: OpenRun, added: Manifest): Promise<void> {
  const where = { workspaceId_id: { workspaceId, id: runId } };
  const { manifest } = await tx.run.findUniqueOrThrow({ where, select: { manifest: true } });
  const approved = Manifest.nullable().parse(manifest);
  if (approved !== null) await tx.run.update({ where, data: { manifest: joinManifests(approved, added) } });
}

/** What a map waits for are its items, whatever comes before it. */
async function keepSteps(
  { tx, workspaceId, runId }: OpenRun,
  kept: readonly { stepId: string; pending: number }[],
  ranks: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = kept.map((step) => ({ ...step, rank: ranks.get(step.stepId) ?? 0 }));
  await tx.$executeRaw`
    update step_runs s
    set pending = case when s.waiting_for = 'items' then s.pending else kept.pending end, rank = kept.rank
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as kept("stepId" text, pending int, rank float8)
    where s.workspace_id = ${workspaceId} and s.run_id = ${runId} and s.step_id = kept."stepId"`;
}

async function addVersion(
  run: OpenRun,
  move: { graph: PlanGraph; author: Author; summary: string },
): Promise<number> {
  const { workspaceId, planId } = run;
  // sealedRev says at which draft rev the latest version was sealed; this one was not sealed from the draft at all.
  const plan = await run.tx.plan.update({
    where: { workspaceId_id: { workspaceId, id: planId } },
    data: { lastVersion: { increment: 1 }, sealedRev: -1 },
    select: { lastVersion: true },
  });
  await run.tx.planVersion.create({
    data: {
      workspaceId,
      planId,
      number: plan.lastVersion,
      graph: move.graph,
      rev: null,
      author: move.author,
      summary: move.summary,
    },
  });
  return plan.lastVersion;
}

/** Steps that never began leave no trace; of the others the row stays, because attempts and tool calls hang on it. */
async function dropSteps({ tx, workspaceId, runId }: OpenRun, dropped: readonly string[]): Promise<void> {
  const note = JSON.stringify(["This step was taken out of the run."]);
  await tx.stepRun.deleteMany({ where: { workspaceId, runId, stepId: { in: [...dropped] }, attempt: 0 } });
  await tx.$executeRaw`
    update step_runs
    set status = 'cancelled', pending = ${DROPPED}, ready_at = null, wake_at = null, waiting_for = null, locked_by = null,
      finished_at = clock_timestamp(), notes = notes || ${note}::jsonb
    where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = any(${dropped}::text[])`;
}

/** The items of an earlier attempt leave the run with their map. */
async function dropItems({ tx, workspaceId, runId }: OpenRun, maps: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    update step_runs set pending = ${DROPPED}
    where workspace_id = ${workspaceId} and run_id = ${runId} and map_step = any(${maps}::text[])`;
}
