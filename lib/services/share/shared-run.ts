import { Prisma, type ShareLink } from "#lib/db/generated/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { StepRunId } from "#lib/domain/ids.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import { PUT_RIGHT_BY, RunStatus, type StepRunView } from "#lib/domain/run.ts";
import type { SharedRun, SharedStep } from "#lib/domain/share.ts";
import type { RunView } from "#lib/domain/view.ts";
import { DROPPED } from "#lib/ledger/conditions.ts";
import type { ServiceContext } from "../context.ts";
import { getRun } from "../get-run.ts";
import { secretsHider } from "../secrets/hide-secrets.ts";
import { findShare, noShare, type ReaderContext } from "./find-share.ts";

/**
 * The run that a link shows, as it was when it was shared: one that was taken up again, or moved to another version, is not that.
 * @throws DomainError `not_found`
 */
export async function readSharedRun(ctx: ServiceContext, link: ShareLink): Promise<RunView> {
  const run = await getRun({ ctx, input: { runId: link.runId ?? "" } }).catch(asNoShare);
  if (!isRunOver(run.status) || run.versionNumber !== link.versionNumber) throw noShare();
  return run;
}

/**
 * The run behind a token and what reading more of it takes.
 * @throws DomainError `not_found`, also for a link to a plan
 */
export async function findSharedRun(reader: ReaderContext, token: string) {
  const { link, ctx } = await findShare(reader, token);
  if (link.runId === null) throw noShare();
  const { runId } = link;
  const run = await ctx.db.run.findUnique({
    where: { workspaceId_id: { workspaceId: link.workspaceId, id: runId } },
    select: { status: true, versionNumber: true },
  });
  if (!run || !isRunOver(RunStatus.parse(run.status)) || run.versionNumber !== link.versionNumber)
    throw noShare();
  return { link, ctx, runId };
}

/**
 * The step that a reader of a link asks for, and what reading it takes: one that the link's page shows, no step that undoes something or
 * was dropped. `hide`: for all that is told of it.
 * @throws DomainError `not_found`
 */
export async function findSharedStep(reader: ReaderContext, token: string, stepId: string) {
  const { link, ctx, runId } = await findSharedRun(reader, token);
  const { workspaceId } = link;
  if (!StepRunId.safeParse(stepId).success) throw noShare();
  const step = await ctx.db.stepRun.findFirst({
    where: { workspaceId, runId, stepId, pending: { gt: DROPPED }, undoes: { equals: Prisma.DbNull } },
    select: { stepId: true },
  });
  if (!step) throw noShare();
  return { link, ctx, runId, hide: await secretsHider(ctx.db, workspaceId) };
}

/** A refusal within says "run" or "step"; outside all of them are one. */
export function asNoShare(error: unknown): never {
  if (error instanceof DomainError && error.code === "not_found") throw noShare();
  throw error;
}

export function sharedRun(run: RunView, showCosts: boolean): SharedRun {
  const { number, status, createdAt, startedAt, finishedAt, stepsDone, stepsTotal } = run;
  return {
    number,
    status,
    createdAt,
    startedAt,
    finishedAt,
    stepsDone,
    stepsTotal,
    whole: run.firstSeq === 1,
    costs: showCosts ? { micros: run.costMicros, unknown: run.costUnknown, replans: run.replanUse } : null,
    steps: run.steps.filter(({ undoes }) => undoes === null).map((step) => sharedStep(step, showCosts)),
  };
}

export function sharedStep(step: StepRunView, showCosts: boolean): SharedStep {
  const { stepId, status, attempt, tool, startedAt, finishedAt, hasOutput, item, items, skipCause } = step;
  return {
    stepId,
    status,
    attempt,
    tool,
    startedAt,
    finishedAt,
    summary: namesPerson(step) ? null : step.summary,
    hasOutput,
    item,
    items,
    skipCause,
    costMicros: showCosts ? step.costMicros : 0,
    model: showCosts ? step.model : null,
  };
}

/** Of an output that a person put right the summary says who did, also in a run that took it over. */
function namesPerson({ corrected, reused, summary }: StepRunView): boolean {
  return corrected !== null || (reused !== null && summary?.startsWith(PUT_RIGHT_BY) === true);
}
