import type { Database } from "../../lib/db/client.ts";
import { newId } from "../../lib/domain/ids.ts";
import { PlanGraph } from "../../lib/domain/plan.ts";
import { announce } from "../../lib/events/announce.ts";
import { expectedSeconds } from "../../lib/ledger/expected-seconds.ts";
import { insertRun } from "../../lib/ledger/insert-run.ts";
import { runTopic } from "../../lib/ledger/keys.ts";
import { LEDGER_TRANSACTION } from "../../lib/ledger/transaction.ts";
import type { BenchGraph } from "../graphs.ts";
import { TOOL_VERSIONS, TOOLS } from "./tools.ts";

const TYPICAL_SECONDS = new Map(Array.from(TOOLS.values(), (tool) => [tool.name, tool.typicalSeconds]));

/** A plan that stands for the graph: what a person would have drawn, with the times as its author's expectation. */
function planOf(graph: BenchGraph, calls: boolean): PlanGraph {
  const literal = (value: number | string) => ({ kind: "literal" as const, value });
  return PlanGraph.parse({
    steps: graph.steps.map((step) => ({
      id: step.id,
      title: step.id,
      instruction: "",
      kind: "tool",
      tool: calls ? "bench.call" : "bench.work",
      args: {
        ms: literal(step.ms),
        bytes: literal(step.bytes),
        expected: literal(step.input),
        input:
          step.before[0] === undefined ? literal(0) : { kind: "ref", ref: step.before[0], path: ["value"] },
      },
      timeoutSeconds: 600,
      retry: { maxAttempts: 1, backoffSeconds: 0 },
      fallbacks: [],
      doneCondition: { required: [] },
      optional: false,
      expectedSeconds: step.ms / 1_000,
    })),
    dependencies: graph.steps.flatMap((step) => step.before.map((from) => ({ from, to: step.id }))),
  });
}

/** A sealed plan, ready to be run. */
export type SealedPlan = { workspaceId: string; planId: string; graph: PlanGraph };

/** Makes a plan with one version, which is what a person does before a run and is not timed. */
export async function sealPlan(
  { prisma }: Database,
  workspaceId: string,
  bench: BenchGraph,
  calls: boolean,
): Promise<SealedPlan> {
  const graph = planOf(bench, calls);
  const planId = newId();
  const author = { kind: "person", userId: newId(), name: "Bench" };
  const plan = { workspaceId, id: planId, title: bench.name, goal: bench.name, status: "draft" };
  await prisma.plan.create({
    data: { ...plan, draft: graph, createdBy: author.userId, lastVersion: 1, sealedRev: 0 },
  });
  await prisma.planVersion.create({
    data: { workspaceId, planId, number: 1, graph, rev: 0, author, summary: "Bench" },
  });
  return { workspaceId, planId, graph };
}

/** Makes a workspace. */
export async function newWorkspace({ prisma }: Database): Promise<string> {
  const id = newId();
  await prisma.workspace.create({ data: { id, name: "Bench" } });
  return id;
}

/** Starts a run of a sealed plan as the service does, expected durations and all, and tells the workers. */
export async function startRun(
  { prisma }: Database,
  { workspaceId, planId, graph }: SealedPlan,
): Promise<string> {
  const runId = newId();
  const run = { planId, versionNumber: 1, graph, toolVersions: TOOL_VERSIONS, idempotencyKey: newId() };
  await prisma.$transaction(async (tx) => {
    const expected = await expectedSeconds(tx, { workspaceId, planId }, graph, TYPICAL_SECONDS);
    await insertRun(
      tx,
      { workspaceId, runId },
      { ...run, promptVersions: {}, models: {}, createdBy: "bench", expected },
    );
  }, LEDGER_TRANSACTION);
  announce(prisma, workspaceId, [runTopic(runId)]);
  return runId;
}
