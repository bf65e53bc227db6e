import type { Db, Tx } from "#lib/db/client.ts";
import { newId } from "#lib/domain/ids.ts";
import type { Manifest } from "#lib/domain/manifest.ts";
import { Policy } from "#lib/domain/policy.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { Step } from "#lib/domain/step.ts";
import { insertRun } from "#lib/ledger/insert-run.ts";
import type { RunKey } from "#lib/ledger/keys.ts";

/** A step with sensible defaults; its tool is "test.work" unless told otherwise. */
export function testStep(id: string, changes: Partial<Step> = {}): Step {
  return Step.parse({
    id,
    title: `Step ${id}`,
    instruction: "",
    kind: "tool",
    tool: "test.work",
    args: {},
    timeoutSeconds: 30,
    retry: { maxAttempts: 1, backoffSeconds: 0 },
    fallbacks: [],
    doneCondition: { required: [] },
    optional: false,
    ...changes,
  });
}

/** A graph from steps (or bare ids) and arrows like "a>b". */
export function testGraph(steps: readonly (Step | string)[], arrows: readonly string[] = []): PlanGraph {
  return PlanGraph.parse({
    steps: steps.map((step) => (typeof step === "string" ? testStep(step) : step)),
    dependencies: arrows.map((arrow) => {
      const [from, to] = arrow.split(">");
      return { from, to };
    }),
  });
}

/** Writes a workspace and gives its id. Its policy lets tools do whatever they do: what asks is the business of tests of policies. */
export async function seedWorkspace(db: Tx): Promise<string> {
  const id = newId();
  await db.workspace.create({ data: { id, name: "Test workspace" } });
  await allowEverything(db, id);
  return id;
}

/** Has a workspace's policy ask for no approval. */
export async function allowEverything(db: Tx, workspaceId: string): Promise<void> {
  const policy = Policy.parse({ otherwise: { once: "allow" } });
  const author = { kind: "api", name: "Test" };
  await db.policyVersion.create({
    data: { workspaceId, number: 1, policy, author, summary: "Allow everything" },
  });
}

/** Writes a plan whose draft is this graph, and gives its id. */
export async function seedPlan(
  db: Tx,
  workspaceId: string,
  graph: PlanGraph,
  overrides: { title?: string; goal?: string; status?: string } = {},
): Promise<string> {
  const id = newId();
  await db.plan.create({
    data: {
      workspaceId,
      id,
      title: "Test plan",
      goal: "Test the run",
      status: "draft",
      draft: graph,
      createdBy: newId(),
      ...overrides,
    },
  });
  return id;
}

/** Writes a plan with one version, which is its draft too, and gives the plan's id. */
export async function seedVersion(db: Db, workspaceId: string, graph: PlanGraph): Promise<string> {
  const planId = await seedPlan(db, workspaceId, graph);
  const author = { kind: "person", userId: newId(), name: "Ann" };
  await db.planVersion.create({
    data: { workspaceId, planId, number: 1, graph, rev: 0, author, summary: "First version" },
  });
  await db.plan.update({
    where: { workspaceId_id: { workspaceId, id: planId } },
    data: { lastVersion: 1, sealedRev: 0 },
  });
  return planId;
}

type SeededRun = {
  workspaceId?: string;
  toolVersions?: Record<string, string>;
  title?: string;
  goal?: string;
  manifest?: Manifest;
  /** The run that this one does again, and which of its steps anew. */
  rerun?: { of: string; redo: string[] };
};

/** Writes a plan with one version and a queued run of it. */
export function seedRun(
  db: Db,
  graph: PlanGraph,
  options: SeededRun = {},
): Promise<RunKey & { planId: string }> {
  return db.$transaction((tx) => seedRunIn(tx, graph, options));
}

/** The same as a part of a transaction: until that ends, no worker sees the run. */
export async function seedRunIn(
  tx: Tx,
  graph: PlanGraph,
  options: SeededRun = {},
): Promise<RunKey & { planId: string }> {
  const workspaceId = options.workspaceId ?? (await seedWorkspace(tx));
  const { title, goal, rerun } = options;
  const planId = await seedPlan(tx, workspaceId, graph, { ...(title && { title }), ...(goal && { goal }) });
  const runId = newId();
  await tx.planVersion.create({
    data: {
      workspaceId,
      planId,
      number: 1,
      graph,
      rev: 0,
      author: { kind: "person", userId: newId(), name: "Ann" },
      summary: "First version",
    },
  });
  await tx.plan.update({
    where: { workspaceId_id: { workspaceId, id: planId } },
    data: { lastVersion: 1, sealedRev: 0 },
  });
  await insertRun(
    tx,
    { workspaceId, runId },
    {
      planId,
      versionNumber: 1,
      graph,
      toolVersions: options.toolVersions ?? {},
      promptVersions: {},
      models: {},
      ...(options.manifest && { manifest: options.manifest }),
      idempotencyKey: newId(),
      createdBy: newId(),
    },
  );
  if (rerun) {
    await tx.run.update({
      where: { workspaceId_id: { workspaceId, id: runId } },
      data: { rerunOf: rerun.of, redo: rerun.redo },
    });
  }
  return { workspaceId, runId, planId };
}
