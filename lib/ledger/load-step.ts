import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Db } from "#lib/db/client.ts";
import { GoalAnalysis } from "#lib/domain/goal.ts";
import { Json } from "#lib/domain/json.ts";
import { StepRunStatus } from "#lib/domain/run.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import type { RunKey } from "./keys.ts";

/** An earlier step as a later one sees it. */
export type EarlierStep = { title: string; status: StepRunStatus; output: Json };

/** What a step needs to be carried out, besides its own definition. */
export type StepSurroundings = {
  goal: GoalAnalysis | null;
  /** Hash of each tool's definition, as the run pinned it. */
  toolVersions: Record<string, string>;
  outputs: Map<string, EarlierStep>;
  /** The run whose result it may take over; null when there is none, or it must be done anew. An item goes by its map. */
  reuseFrom: string | null;
};

const Earlier = z.object({
  stepId: z.string(),
  title: z.string(),
  status: StepRunStatus,
  output: Json.nullable(),
});

/**
 * Loads what a claimed step needs.
 * @param stepIds the steps whose outputs it refers to; only these outputs are read, since they can be large
 */
export async function loadStep(
  db: Db,
  key: RunKey & { stepId?: string },
  stepIds: readonly string[],
): Promise<StepSurroundings> {
  const run = await db.run.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId: key.workspaceId, id: key.runId } },
    select: {
      toolVersions: true,
      rerunOf: true,
      redo: true,
      version: { select: { plan: { select: { analysis: true } } } },
    },
  });
  const rows = await db.$queryRaw(Prisma.sql`
    select step_id as "stepId", step->>'title' as title, status, output from step_runs
    where workspace_id = ${key.workspaceId} and run_id = ${key.runId} and step_id = any(${stepIds}::text[])`);
  const outputs = z
    .array(Earlier)
    .parse(rows)
    .map(({ stepId, ...step }) => [stepId, { ...step, output: restoreUnstorable(step.output) }] as const);
  const redo = z.array(z.string()).nullable().parse(run.redo) ?? [];
  const [stepId = ""] = key.stepId?.split(".") ?? [];
  return {
    goal: GoalAnalysis.nullable().parse(run.version.plan.analysis),
    toolVersions: z.record(z.string(), z.string()).parse(run.toolVersions),
    outputs: new Map(outputs),
    reuseFrom: redo.includes(stepId) ? null : run.rerunOf,
  };
}
