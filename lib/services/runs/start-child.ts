import type { Db, Tx } from "#lib/db/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import { RunStatus } from "#lib/domain/run.ts";
import type { PlanVersionKey } from "#lib/domain/subplan.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { PAUSED, setPausedWithParent } from "#lib/ledger/parent-state.ts";
import { runTopic, type RunKey } from "#lib/ledger/keys.ts";
import { setRunStatus } from "#lib/ledger/set-run-status.ts";
import { LEDGER_TRANSACTION } from "#lib/ledger/transaction.ts";
import { activePolicy } from "../policies/active-policy.ts";
import { workspaceTools } from "../tools/workspace-tools.ts";
import { beyondRun, neededManifest } from "./needed-manifest.ts";
import { refuseFaults } from "./refuse-faults.ts";
import { startVersion } from "./start-version.ts";

/** The step that starts a run as a part of itself. */
export type ParentStep = RunKey & { stepId: string };

/** A run that a step started. */
export type StartedChild = { runId: string; number: number };

/**
 * Starts a run of a plan's version as a part of a step. The same key starts one run; so does a step whose run goes on, whatever the key:
 * a step has one at a time.
 * @throws DomainError `not_found` when there is no such version; `limit` when runs would be nested too deep; `forbidden` when the version
 * needs more than the parent was approved for; `invalid` when it cannot run
 */
export async function startChild(
  db: Db,
  parent: ParentStep,
  version: PlanVersionKey,
  idempotencyKey: string,
): Promise<StartedChild> {
  const { workspaceId } = parent;
  const started = await db.$transaction(async (tx) => {
    // As when a run is started: the row under which runs get their numbers.
    await tx.$queryRaw`select 1 as one from workspaces where id = ${workspaceId} for no key update`;
    return (await startedBefore(tx, parent, idempotencyKey)) ?? start(tx, parent, version, idempotencyKey);
  }, LEDGER_TRANSACTION);
  announce(db, workspaceId, [runTopic(started.runId)]);
  return started;
}

async function startedBefore(
  tx: Tx,
  { workspaceId, runId, stepId }: ParentStep,
  idempotencyKey: string,
): Promise<StartedChild | null> {
  const found = await tx.run.findFirst({
    where: {
      workspaceId,
      parentRun: runId,
      parentStep: stepId,
      OR: [
        { idempotencyKey },
        { status: { notIn: RunStatus.options.filter((status) => isRunOver(status)) } },
      ],
    },
    orderBy: { number: "desc" },
    select: { id: true, number: true },
  });
  return found && { runId: found.id, number: found.number };
}

async function start(
  tx: Tx,
  parent: ParentStep,
  { planId, number }: PlanVersionKey,
  idempotencyKey: string,
): Promise<StartedChild> {
  const { workspaceId } = parent;
  const above = await tx.run.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: parent.runId } },
    select: { depth: true, createdBy: true, status: true },
  });
  const { policy } = await activePolicy(tx, workspaceId);
  const depth = above.depth + 1;
  if (depth > policy.limits.depth) {
    const message = `Runs may start other runs ${policy.limits.depth} deep, and this would be one more.`;
    throw new DomainError("limit", message);
  }
  const version = await tx.planVersion.findUnique({
    where: { workspaceId_planId_number: { workspaceId, planId, number } },
    select: { graph: true, plan: { select: { analysis: true } } },
  });
  if (!version) throw new DomainError("not_found", "There is no such version of such a plan.");
  const graph = PlanGraph.parse(version.graph);
  const tools = await workspaceTools(tx, workspaceId);
  const analysis = version.plan.analysis;
  await refuseFaults(
    tx,
    { workspaceId, graph, analysis },
    tools,
    "The plan cannot run as a part of this one",
  );
  const manifest = await neededManifest(tx, workspaceId, graph, tools, policy);
  const more = await beyondRun(tx, parent, manifest, tools);
  if (more !== null) {
    throw new DomainError("forbidden", `That plan ${more}, which this run was not approved for.`);
  }
  const actor = { kind: "system" as const, workspaceId };
  const id = await startVersion(tx, actor, { workspaceId, planId, number, graph }, tools, idempotencyKey);
  const run = await tx.run.update({
    where: { workspaceId_id: { workspaceId, id } },
    data: { parentRun: parent.runId, parentStep: parent.stepId, depth, createdBy: above.createdBy },
    select: { number: true },
  });
  if (PAUSED.includes(RunStatus.parse(above.status))) await beginPaused(tx, { workspaceId, runId: id });
  return { runId: id, number: run.number };
}

/** The run above was paused while its step was about to start this one: nothing of it begins before that goes on. */
async function beginPaused(tx: Tx, key: RunKey): Promise<void> {
  const pausing = await setRunStatus(tx, key, "pausing", null);
  // Nothing of it is under way that would have to end before.
  const paused = await setRunStatus(tx, key, "paused", null);
  await setPausedWithParent(tx, key, true);
  await appendEvents(tx, {
    workspaceId: key.workspaceId,
    topic: runTopic(key.runId),
    bodies: [pausing, paused],
  });
}
