import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Tx } from "#lib/db/client.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { PinnedModels } from "#lib/domain/model.ts";
import { PromptVersions } from "#lib/domain/prompt.ts";
import type { RerunReport } from "#lib/domain/rerun-report.ts";
import { rerunReport } from "#lib/domain/count-rerun.ts";
import type { RunView } from "#lib/domain/view.ts";
import { firstSeq, lastSeq } from "#lib/events/read.ts";
import { runTopic, type RunKey } from "#lib/ledger/keys.ts";
import { isHeld } from "#lib/ledger/plan-approval.ts";
import { isEditAsked } from "#lib/ledger/change-approval.ts";
import { replanView } from "#lib/ledger/replan-view.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { droppedTitles } from "./runs/dropped-titles.ts";
import { parentOf } from "./runs/related-runs.ts";
import { modelUseOf } from "./runs/model-use.ts";
import { runningTexts } from "./runs/running-texts.ts";
import { noRun, toRunKey } from "./runs/run-keys.ts";
import { runsBelow } from "./runs/runs-below.ts";
import { runSummaries } from "./runs/run-summaries.ts";

export const GetRunInput = z.object({ runId: z.string() });

/**
 * A run as its page loads it: its frozen graph, the state of every step, the latest replan, and where its stream of events
 * stands, all of one moment.
 * @throws DomainError `not_found`
 */
export async function getRun({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetRunInput>;
}): Promise<RunView> {
  const workspaceId = authorise(ctx.actor, "read");
  const { runId } = parseInput(GetRunInput, input);
  const key = toRunKey(workspaceId, runId);
  return ctx.db.$transaction((tx) => readRun(tx, key), {
    isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead,
  });
}

async function readRun(tx: Tx, key: RunKey): Promise<RunView> {
  const { workspaceId, runId } = key;
  const [found] = await runSummaries(tx, Prisma.sql`r.workspace_id = ${workspaceId} and r.id = ${runId}`, 1);
  if (!found) throw noRun();
  // The page knows them from the steps, live.
  const { waitsFor: _, needs: __, ...summary } = found;
  const version = await tx.planVersion.findUniqueOrThrow({
    where: {
      workspaceId_planId_number: { workspaceId, planId: summary.planId, number: summary.versionNumber },
    },
    select: { graph: true },
  });
  const replan = await tx.replan.findFirst({ where: { workspaceId, runId }, orderBy: { id: "desc" } });
  const earlier = await tx.$queryRaw<RerunReport["of"][]>`
    select before.id as "runId", before.number from runs r
    join runs before on before.workspace_id = r.workspace_id and before.id = r.rerun_of
    where r.workspace_id = ${workspaceId} and r.id = ${runId}`;
  const { promptVersions, models, firstVersion } = await tx.run.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: runId } },
    select: { promptVersions: true, models: true, firstVersion: true },
  });
  const used = await modelUseOf(tx, key);
  const views = await stepViews(tx, key);
  const steps = views.map((step) => ({ ...step, model: used.get(step.stepId) ?? null }));
  const graph = PlanGraph.parse(version.graph);
  return {
    ...summary,
    graph,
    steps,
    firstVersion,
    dropped: await droppedTitles(tx, key, graph),
    texts: await runningTexts(tx, key, steps),
    replan: replan && replanView(replan),
    held: await isHeld({ ...key, tx }),
    editAsked: await isEditAsked({ ...key, tx }),
    replanUse: used.get(null) ?? null,
    promptVersions: PromptVersions.parse(promptVersions),
    models: PinnedModels.parse(models),
    parent: await parentOf(tx, key),
    below: await runsBelow(tx, key),
    rerun: earlier[0] ? rerunReport(earlier[0], steps) : null,
    seq: await lastSeq(tx, workspaceId, runTopic(runId)),
    firstSeq: await firstSeq(tx, workspaceId, runTopic(runId)),
  };
}
