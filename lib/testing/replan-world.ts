import { createLogger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import type { RunSettings } from "#lib/domain/settings.ts";
import type { Step } from "#lib/domain/step.ts";
import type { SideEffect } from "#lib/domain/tool.ts";
import { proposeReplanJob } from "#lib/jobs/propose-replan.ts";
import { beginCall } from "#lib/ledger/begin-call.ts";
import { failStep } from "#lib/ledger/fail-step.ts";
import { sweepSlow } from "#lib/ledger/sweep-slow.ts";
import { acceptReplan } from "#lib/services/accept-replan.ts";
import { getRun } from "#lib/services/get-run.ts";
import { openUnaskedReplan } from "#lib/services/runs/open-replan.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import type { TestDatabase } from "./database.ts";
import { claimOf, completeStep, searchStep } from "./drive-run.ts";
import { newMember } from "./members.ts";
import { seedRun, testGraph } from "./seed-run.ts";

const toolVersions = Object.fromEntries(toolSpecs().map(({ name, version }) => [name, version]));

/** Three searches in a row of a workspace with these settings, of which nothing has begun. */
export async function replanWorld(
  { prisma: db, pool }: TestDatabase,
  settings: Partial<RunSettings> = {},
  b: Partial<Step> = {},
) {
  const { ctx, workspaceId } = await newMember(db);
  await db.workspace.update({ where: { id: workspaceId }, data: { runSettings: settings } });
  const graph = testGraph([searchStep("a"), searchStep("b", b), searchStep("c")], ["a>b", "b>c"]);
  const { runId } = await seedRun(db, graph, { workspaceId, toolVersions });
  const view = () => getRun({ ctx, input: { runId } });
  const latest = async () => {
    const { replan } = await view();
    if (!replan) throw new Error("There is no replan.");
    return replan;
  };
  /** Lets the planner answer the latest replan. */
  const answer = async (through: Db = db) => {
    const { id: replanId } = await latest();
    const job = { id: "1", attempts: 1 };
    await proposeReplanJob(
      { db: through, pool, log: createLogger("test") },
      { workspaceId, runId, replanId },
      { job },
    );
    return latest();
  };
  const accept = async (chosen: number[] | null = null) =>
    acceptReplan({ ctx, input: { runId, replanId: (await latest()).id, chosen } });
  const step = async (id: string) => (await view()).steps.find(({ stepId }) => stepId === id);
  return { db, ctx, workspaceId, runId, view, latest, answer, accept, step };
}
export type ReplanWorld = Awaited<ReturnType<typeof replanWorld>>;

/** A step that reads the first one's output, and for which no other tool stands in. */
export const READER: Partial<Step> = {
  tool: "keywords.extract",
  args: {
    passages: { kind: "ref", ref: "a", path: ["passages"] },
    topic: { kind: "literal", value: "x" },
  },
};

/** Its first two steps are done. */
export async function finishTwo({ db, runId }: ReplanWorld) {
  for (let count = 0; count < 2; count++)
    for (const claimed of await claimOf(db, runId))
      await completeStep(db, claimed, { output: { passages: [] }, summary: "", notes: [] });
}

/** Its first step is done, its second has failed. */
export async function stall({ db, runId }: ReplanWorld, retryable = false): Promise<void> {
  for (const claimed of await claimOf(db, runId))
    await completeStep(db, claimed, { output: { passages: [] }, summary: "", notes: [] });
  const error = { code: "busy", message: "Busy.", retryable };
  for (const claimed of await claimOf(db, runId))
    await failStep(db, claimed, { error, notes: [], calls: [], missing: null });
}

/** Its first step runs, has begun a call of this side effect, and should have ended long ago; the sweep has found it. */
export async function slowDown(world: ReplanWorld, sideEffect: SideEffect = "read") {
  const { db } = world;
  const [claimed] = await claimOf(db, world.runId);
  if (!claimed) throw new Error("There was nothing to claim.");
  const { workspaceId, runId, stepId, attempt, workerId } = claimed;
  const token = { workspaceId, runId, stepId, attempt, workerId };
  const call = { call: 0, tool: "knowledge.search", toolVersion: "1", sideEffect, args: {} };
  await beginCall(db, token, call);
  await db.$executeRaw`
    update step_runs set slow_after = 30, expected_seconds = 4, slow_at = now() - interval '1 minute',
      started_at = now() - interval '40 seconds'
    where run_id = ${runId} and status = 'running'`;
  await sweepSlow(db, openUnaskedReplan);
  return claimed;
}
