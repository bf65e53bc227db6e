import type { ShareLink } from "#lib/db/generated/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { SharedRun, SharedStep } from "#lib/domain/share.ts";
import type { RunView } from "#lib/domain/view.ts";
import type { ServiceContext } from "../context.ts";
import { getRun } from "../get-run.ts";
import { findShare, noShare, type ReaderContext } from "./find-share.ts";

const OVER: ReadonlySet<string> = new Set(["succeeded", "failed", "aborted"]);

/** Whether a run is finished: what is shared does not go on. */
export function isOver({ status }: { status: string }): boolean {
  return OVER.has(status);
}

/**
 * The run that a link shows, as it was when it was shared: one that was taken up again, or moved to another version, is not that.
 * @throws DomainError `not_found`
 */
export async function readSharedRun(ctx: ServiceContext, link: ShareLink): Promise<RunView> {
  const run = await getRun({ ctx, input: { runId: link.runId ?? "" } }).catch(asNoShare);
  if (!isOver(run) || run.versionNumber !== link.versionNumber) throw noShare();
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
  if (!run || !isOver(run) || run.versionNumber !== link.versionNumber) throw noShare();
  return { link, ctx, runId };
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
    costs: showCosts ? { micros: run.costMicros, unknown: run.costUnknown, replans: run.replanUse } : null,
    steps: run.steps.filter(({ undoes }) => undoes === null).map((step) => sharedStep(step, showCosts)),
  };
}

export function sharedStep(step: StepRunView, showCosts: boolean): SharedStep {
  const { stepId, status, attempt, tool, startedAt, finishedAt, summary, hasOutput, item, items, skipCause } =
    step;
  return {
    stepId,
    status,
    attempt,
    tool,
    startedAt,
    finishedAt,
    summary,
    hasOutput,
    item,
    items,
    skipCause,
    costMicros: showCosts ? step.costMicros : 0,
    model: showCosts ? step.model : null,
  };
}
