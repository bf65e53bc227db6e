import type { Prisma } from "#lib/db/generated/client.ts";
import type { Tx } from "#lib/db/client.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { appendEvents } from "#lib/events/append.ts";
import { insertSteps, type ExpectedByStep } from "./insert-steps.ts";
import { runTopic, type RunKey } from "./keys.ts";

/**
 * Writes a run with one step run a step, each with its count of dependencies; those without any are ready. The run stays
 * queued until a worker claims its first step. The caller holds the plan's row and has seen that the key is new.
 */
export async function insertRun(
  tx: Tx,
  key: RunKey,
  run: {
    planId: string;
    versionNumber: number;
    graph: PlanGraph;
    toolVersions: Record<string, string>;
    idempotencyKey: string;
    createdBy: string;
    expected?: ExpectedByStep;
  },
): Promise<void> {
  // The workspace's counter is the lock that gives runs their numbers without gaps or doubles.
  const workspace = await tx.workspace.update({
    where: { id: key.workspaceId },
    data: { runCount: { increment: 1 } },
    select: { runCount: true },
  });
  const waiting = new Set(run.graph.dependencies.map(({ to }) => to));
  await tx.run.create({
    data: {
      workspaceId: key.workspaceId,
      id: key.runId,
      number: workspace.runCount,
      planId: run.planId,
      versionNumber: run.versionNumber,
      status: "queued",
      toolVersions: run.toolVersions satisfies Prisma.InputJsonObject,
      idempotencyKey: run.idempotencyKey,
      createdBy: run.createdBy,
      undone: run.graph.steps.length,
      live: run.graph.steps.length - waiting.size,
    },
  });
  const pending = new Map<string, number>();
  for (const { to } of run.graph.dependencies) pending.set(to, (pending.get(to) ?? 0) + 1);
  await insertSteps(
    tx,
    key,
    run.graph.steps.map((step) => {
      const count = pending.get(step.id) ?? 0;
      return { step, pending: count, status: count === 0 ? "ready" : "blocked" };
    }),
    run.graph,
    run.expected ?? new Map(),
  );
  await insertDependencies(tx, key, run.graph);
  await appendEvents(tx, {
    workspaceId: key.workspaceId,
    topic: runTopic(key.runId),
    bodies: [{ type: "run.status", status: "queued", reason: null, startedAt: null, finishedAt: null }],
  });
}

/** Writes a run's dependencies; the run has none yet. */
export async function insertDependencies(
  tx: Tx,
  { workspaceId, runId }: RunKey,
  graph: PlanGraph,
): Promise<void> {
  await tx.stepDependency.createMany({
    data: graph.dependencies.map(({ from, to }) => ({ workspaceId, runId, fromStep: from, toStep: to })),
    skipDuplicates: true,
  });
}
