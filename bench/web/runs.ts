import { newId } from "../../lib/domain/ids.ts";
import { pauseRun } from "../../lib/services/pause-run.ts";
import { previewRun } from "../../lib/services/preview-run.ts";
import { startRun } from "../../lib/services/start-run.ts";
import type { Installation } from "./installation.ts";
import { seedPlan, type Size } from "./large-graph.ts";
import { pause } from "./frames.ts";

const LONGEST_MS = 300_000;
const OVER = ["succeeded", "failed", "aborted", "needs_attention"];

export type Run = { runId: string; workspaceId: string };

/** Starts a run of a plan of this size, by the services that the screens use. */
async function start(installation: Installation, size: Size): Promise<Run> {
  const db = installation.database.prisma;
  const planId = await seedPlan(installation, size);
  const { id: workspaceId } = await db.workspace.findFirstOrThrow();
  const ctx = { actor: { kind: "system" as const, workspaceId }, db };
  const { hash } = await previewRun({ ctx, input: { planId, rev: 0 } });
  const input = { planId, rev: 0, approves: hash, idempotencyKey: newId() };
  return { workspaceId, ...(await startRun({ ctx, input })) };
}

/** A run that the worker has carried out. */
export async function finishedRun(
  installation: Installation,
  size = { steps: 24, dependencies: 8 },
): Promise<Run> {
  const run = await start(installation, size);
  const status = await waitFor(installation, run, OVER);
  if (status !== "succeeded") throw new Error(`The run that is to be looked at ended as ${status}.`);
  return run;
}

/** A run that no worker goes on with, so that a bench alone says what happens in it. */
export async function pausedRun(installation: Installation, size: Size): Promise<Run> {
  const run = await start(installation, size);
  const ctx = {
    actor: { kind: "system" as const, workspaceId: run.workspaceId },
    db: installation.database.prisma,
  };
  await pauseRun({ ctx, input: { runId: run.runId } });
  await waitFor(installation, run, ["paused"]);
  return run;
}

async function waitFor(
  { database }: Installation,
  { runId: id, workspaceId }: Run,
  wanted: readonly string[],
) {
  for (const end = performance.now() + LONGEST_MS; performance.now() < end; await pause(100)) {
    const { status } = await database.prisma.run.findUniqueOrThrow({
      where: { workspaceId_id: { workspaceId, id } },
    });
    if (wanted.includes(status)) return status;
  }
  throw new Error(`The run did not become ${wanted.join(" or ")}.`);
}
