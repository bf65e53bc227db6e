import { z } from "zod";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import { createLogger } from "#lib/config/logger.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { GoalAnalysis } from "#lib/domain/goal.ts";
import { Id } from "#lib/domain/ids.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { PinnedModels } from "#lib/domain/model.ts";
import { PromptTexts, PromptVersions } from "#lib/domain/prompt.ts";
import { replanDiff } from "#lib/domain/replan-diff.ts";
import { addModelUse, type ModelUse, type ReplanDiff } from "#lib/domain/run.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { runSettings } from "#lib/ledger/run-settings.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { keptSpendCap } from "#lib/models/kept-spend-cap.ts";
import { callUse } from "#lib/models/model-call.ts";
import { promptsAt } from "#lib/models/prompts/workspace-prompts.ts";
import { workspaceModels } from "#lib/models/workspace-models.ts";
import { newTools } from "#lib/planner/replan/model-replan.ts";
import { workOutReplan, type ReplanRequest } from "#lib/planner/propose-replan.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { acceptReplan } from "./accept-replan.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { replanView } from "./runs/replan-view.ts";

export const RecordReplanInput = z.object({ runId: Id, replanId: Id });

/** As PLANNING_JOB: an error ends it after `tries`; the attempts beyond are for workers that died. */
export const REPLANNING_JOB = { tries: 4, maxAttempts: 20 } as const;

const log = createLogger("replan");

type Outcome = {
  status: "proposed" | "failed" | "void";
  patch: PlanPatch | null;
  diff: ReplanDiff | null;
  explanation: string;
};

/**
 * Works out the replan that was asked for and records it, with what becomes of each step. When it was answered meanwhile, or
 * the run moved to another version, nothing is proposed.
 * @throws DomainError `not_found`; the signal's reason when it is aborted
 */
export async function recordReplan({
  ctx,
  input,
  means,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RecordReplanInput>;
  means: { signal: AbortSignal };
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { runId, replanId } = parseInput(RecordReplanInput, input);
  const replan = await ctx.db.replan.findFirst({ where: { workspaceId, id: replanId, runId } });
  const run = await ctx.db.run.findUnique({
    where: { workspaceId_id: { workspaceId, id: runId } },
    include: { version: { include: { plan: { select: { analysis: true } } } } },
  });
  if (!replan || !run) throw new DomainError("not_found", "There is no such replan in this workspace.");
  if (replan.status !== "planning") return;
  if (run.versionNumber !== replan.baseVersion) {
    const explanation = "The run moved to another version of the plan meanwhile. Ask for a replan again.";
    return finish(ctx, { runId, replanId }, { status: "void", patch: null, diff: null, explanation });
  }
  const graph = PlanGraph.parse(run.version.graph);
  const subject = { planId: run.planId, runId };
  let use: ModelUse | null = null;
  const access = {
    models: await workspaceModels({ db: ctx.db, log }, workspaceId, subject, {
      pinned: PinnedModels.parse(run.models),
      told: (call) => {
        use = addModelUse(use, callUse(call));
      },
    }),
    prompt: await promptsAt(
      ctx.db,
      workspaceId,
      PromptVersions.parse(run.promptVersions),
      PromptTexts.parse(run.promptTexts),
    ),
    // All replans of a run together, for one that is asked for again and again is one undertaking.
    cap: keptSpendCap(
      ctx.db,
      { workspaceId, subject },
      `replans:${runId}`,
      (await runSettings(ctx.db, workspaceId)).replanCapMicros,
    ),
  };
  const request: ReplanRequest = {
    graph,
    steps: await stepViews(ctx.db, { workspaceId, runId }),
    note: replan.note,
    tools: toolSpecs(),
    goal: GoalAnalysis.nullable().parse(run.version.plan.analysis),
    today: replan.createdAt.toISOString().slice(0, 10),
  };
  const { patch, explanation, answeredBy } = await workOutReplan(request, access, means.signal);
  const diff = patch === null ? null : replanDiff(graph, patch);
  const said = answeredBy === null ? explanation : `${explanation} Proposed by ${answeredBy}.`;
  await finish(
    ctx,
    { runId, replanId },
    { status: patch === null ? "failed" : "proposed", patch, diff, explanation: said },
    use,
  );
  if (patch !== null && replan.createdBy === "system")
    await applyByPolicy(ctx, { runId, replanId }, graph, patch);
}

/**
 * Accepts a replan that nobody asked for, where the workspace wishes it and the replan stays within what the run was approved for:
 * the same tools. Whatever speaks against it leaves it for a person to decide.
 */
async function applyByPolicy(
  ctx: ServiceContext,
  key: { runId: Id; replanId: Id },
  graph: PlanGraph,
  patch: PlanPatch,
): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  if ((await runSettings(ctx.db, workspaceId)).replans !== "apply") return;
  const outcome = applyPatch(graph, patch);
  if (!outcome.ok || newTools(graph, outcome.graph).length > 0) return;
  try {
    await acceptReplan({ ctx, input: key });
  } catch (error) {
    // The run moved on, or a person decided first.
    if (!(error instanceof DomainError) || error.code !== "conflict") throw error;
    log.info({ ...key, reason: error.message }, "a replan could not be applied by itself");
  }
}

/** Ends a replan that could not be worked out, with a message a person can act on. */
export async function failReplan(
  ctx: ServiceContext,
  key: { runId: Id; replanId: Id },
  explanation: string,
): Promise<void> {
  await finish(ctx, key, { status: "failed", patch: null, diff: null, explanation });
}

async function finish(
  ctx: ServiceContext,
  key: { runId: Id; replanId: Id },
  outcome: Outcome,
  use: ModelUse | null = null,
): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { runId, replanId } = key;
  const changed = await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.replan.updateMany({
      where: { workspaceId, id: replanId, status: "planning" },
      data: { ...outcome, patch: outcome.patch ?? Prisma.DbNull, diff: outcome.diff ?? Prisma.DbNull },
    });
    if (count === 0) return false;
    const row = await tx.replan.findUniqueOrThrow({
      where: { workspaceId_id: { workspaceId, id: replanId } },
    });
    await appendEvents(tx, {
      workspaceId,
      topic: `run:${runId}`,
      bodies: [
        ...(use ? [{ type: "replan.asked" as const, use }] : []),
        { type: "replan.changed", replan: replanView(row) },
      ],
    });
    return true;
  });
  if (changed) announce(ctx.db, workspaceId, [`run:${runId}`]);
}
