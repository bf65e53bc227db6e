import type { Tx } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import type { NewEvent } from "#lib/domain/event.ts";
import type { Manifest } from "#lib/domain/manifest.ts";
import type { PinnedModels } from "#lib/domain/model.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { PromptTexts, PromptVersions } from "#lib/domain/prompt.ts";
import { insertionOf, type ExpectedByStep, type FreshStep } from "./insert-steps.ts";
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
    promptVersions: PromptVersions;
    promptTexts?: PromptTexts;
    models: PinnedModels;
    manifest?: Manifest;
    idempotencyKey: string;
    createdBy: string;
    expected?: ExpectedByStep;
  },
): Promise<void> {
  const waiting = new Set(run.graph.dependencies.map(({ to }) => to));
  const steps = run.graph.steps.length;
  const pending = new Map<string, number>();
  for (const { to } of run.graph.dependencies) pending.set(to, (pending.get(to) ?? 0) + 1);
  const fresh = run.graph.steps.map((step): FreshStep => {
    const count = pending.get(step.id) ?? 0;
    return { step, pending: count, status: count === 0 ? "ready" : "blocked" };
  });
  const queued: NewEvent = {
    type: "run.status",
    status: "queued",
    reason: null,
    startedAt: null,
    finishedAt: null,
  };
  // The workspace's counter is the lock that gives runs their numbers without gaps or doubles, so all is one statement: a round
  // trip more costs everybody who starts a run. Rows that name the run are checked when it ends.
  await tx.$executeRaw`
    with steps as (${insertionOf(key, fresh, run.graph, run.expected ?? new Map())} returning step_id
    ), dependencies as (${dependenciesOf(key, run.graph)} returning to_step
    ), topic as (
      insert into topics (workspace_id, topic, last_seq) values (${key.workspaceId}, ${runTopic(key.runId)}, 1)
    ), told as (
      insert into events (workspace_id, topic, seq, bodies, created_at)
      values (${key.workspaceId}, ${runTopic(key.runId)}, 1, ${JSON.stringify([queued])}::jsonb, clock_timestamp())
    ), numbered as (
      update workspaces set run_count = run_count + 1 where id = ${key.workspaceId}
        -- So the lock is taken when most is done.
        and (select count(*) from steps) + (select count(*) from dependencies) >= 0
      returning run_count
    )
    insert into runs (workspace_id, id, number, plan_id, version_number, first_version, status, tool_versions, prompt_versions, prompt_texts, models,
      manifest, idempotency_key, created_by, undone, live)
    select ${key.workspaceId}, ${key.runId}, run_count, ${run.planId}, ${run.versionNumber}, ${run.versionNumber}, 'queued',
      ${JSON.stringify(run.toolVersions)}::jsonb, ${JSON.stringify(run.promptVersions)}::jsonb,
      ${JSON.stringify(run.promptTexts ?? {})}::jsonb, ${JSON.stringify(run.models)}::jsonb,
      ${run.manifest === undefined ? null : JSON.stringify(run.manifest)}::jsonb,
      ${run.idempotencyKey}, ${run.createdBy}, ${steps}, ${steps - waiting.size}
    from numbered`;
}

/** Writes a run's dependencies; the run has none yet. */
export async function insertDependencies(tx: Tx, key: RunKey, graph: PlanGraph): Promise<void> {
  await tx.$executeRaw`${dependenciesOf(key, graph)} on conflict do nothing`;
}

function dependenciesOf({ workspaceId, runId }: RunKey, graph: PlanGraph): Prisma.Sql {
  const from = graph.dependencies.map((dependency) => dependency.from);
  const to = graph.dependencies.map((dependency) => dependency.to);
  return Prisma.sql`
    insert into step_dependencies (workspace_id, run_id, from_step, to_step)
    select ${workspaceId}, ${runId}, d.from_step, d.to_step
    from unnest(${from}::text[], ${to}::text[]) as d(from_step, to_step)`;
}
