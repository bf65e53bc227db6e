import { z } from "zod";
import { createLogger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import { Prisma, type Replan, type Run } from "#lib/db/generated/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { GoalAnalysis } from "#lib/domain/goal.ts";
import { Id } from "#lib/domain/ids.ts";
import { PinnedModels } from "#lib/domain/model.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { PromptTexts, PromptVersions } from "#lib/domain/prompt.ts";
import { replanDiff } from "#lib/domain/replan-diff.ts";
import { ReplanCause, type ReplanDiff, type ReplanStatus } from "#lib/domain/replan.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import type { ModelUse } from "#lib/domain/run.ts";
import { addModelUse } from "#lib/domain/run-cost.ts";
import { storableText } from "#lib/domain/text.ts";
import { announce } from "#lib/events/announce.ts";
import { lastSeq, readEvents } from "#lib/events/read.ts";
import { changeRun } from "#lib/ledger/change-run.ts";
import { runTopic } from "#lib/ledger/keys.ts";
import { replanView } from "#lib/ledger/replan-view.ts";
import { runSettings } from "#lib/ledger/run-settings.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { keptSpendCap } from "#lib/models/kept-spend-cap.ts";
import { callUse } from "#lib/models/model-call.ts";
import { equipmentOf } from "#lib/models/model-profiles.ts";
import type { CappedAccess } from "#lib/models/port.ts";
import { promptsAt } from "#lib/models/prompts/workspace-prompts.ts";
import { workspaceModels } from "#lib/models/workspace-models.ts";
import { workOutReplan } from "#lib/planner/propose-replan.ts";
import { digestEvents } from "#lib/planner/replan/digest-events.ts";
import { nothing, type Proposal, type ReplanRequest } from "#lib/planner/replan/replan-request.ts";
import { keepsWithin } from "#lib/planner/replan/keeps-within.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { activePolicy } from "./policies/active-policy.ts";
import { carryOutReplan } from "./runs/carry-out-replan.ts";
import { findReplan } from "./runs/find-replan.ts";
import { replanTerms } from "./runs/plan-terms.ts";
import { replanRequest } from "./runs/replan-approval.ts";
import { slowState } from "./runs/slow-state.ts";
import { untilStopped } from "./plans/until-stopped.ts";
import { workspaceTools } from "./tools/workspace-tools.ts";

export const RecordReplanInput = z.object({ runId: Id, replanId: Id });

/** As PLANNING_JOB: an error ends it after `tries`; the attempts beyond are for workers that died. */
export const REPLANNING_JOB = { tries: 4, maxAttempts: 20 } as const;

const log = createLogger("replan");

/** What a run's events are read for: the latest of them tell what went wrong. */
const MOST_EVENTS = 200;
const MOST_EXPLANATION = 8_000;

/**
 * Works out the replan that was asked for and records it, with what becomes of each step. When it was answered or stopped meanwhile, or
 * the run moved to another version or ended, nothing is proposed. One that nobody asked for is carried out at once where the workspace
 * wishes it and it stays within what the run was approved for.
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
  const key = { runId, replanId };
  if (run.versionNumber !== replan.baseVersion) {
    const moved = "The run moved to another version of the plan meanwhile. Ask for a replan again.";
    return finish(ctx, key, { status: "void", proposal: nothing(moved), diff: null });
  }
  const graph = PlanGraph.parse(run.version.graph);
  const goal = GoalAnalysis.nullable().parse(run.version.plan.analysis);
  const request = await requestOf(ctx.db, replan, { graph, goal });
  const stop = untilStopped(() => isWanted(ctx.db, replan), means.signal);
  let use: ModelUse | null = null;
  const asked = (call: ModelUse) => {
    use = addModelUse(use, call);
  };
  try {
    const worked = await workOutReplan(request, await accessOf(ctx.db, run, asked), stop.signal);
    const { answeredBy, changes, choice, explanation } = worked;
    const said = answeredBy === null ? explanation : `${explanation} Proposed by ${answeredBy}.`;
    const patch = changes.flatMap(({ operations }) => operations);
    const diff = patch.length === 0 ? null : replanDiff(graph, patch);
    const asks = choice === "ask" ? "asked" : choice === "give_up" ? "given_up" : null;
    const status = asks ?? (choice === null ? "failed" : "proposed");
    const unasked = replan.createdBy === "system" && keepsWithin(request, worked);
    const outcome = { status, proposal: { ...worked, explanation: said }, diff } as const;
    await finish(ctx, key, outcome, { use, mayApply: unasked });
  } catch (cause) {
    if (!stop.stopped() || means.signal.aborted) throw cause;
    // A person stopped it, which its row says, or the run ended, which it does not.
    await finish(ctx, key, { status: "void", proposal: nothing(ENDED), diff: null }, { use });
  } finally {
    await stop.end();
  }
}

const ENDED = "The run ended before the planner had answered.";

type Version = Pick<ReplanRequest, "graph" | "goal">;

async function requestOf(db: Db, replan: Replan, version: Version): Promise<ReplanRequest> {
  const { workspaceId, runId } = replan;
  const cause = ReplanCause.parse(replan.cause);
  const topic = runTopic(runId);
  const from = Math.max(0, (await lastSeq(db, workspaceId, topic)) - MOST_EVENTS);
  return {
    ...version,
    steps: await stepViews(db, { workspaceId, runId }),
    tools: await workspaceTools(db, workspaceId),
    equipment: await equipmentOf(db, workspaceId),
    today: replan.createdAt.toISOString().slice(0, 10),
    cause,
    note: replan.note,
    question: replan.question,
    slow: cause.kind === "slow" ? await slowState(db, { workspaceId, runId, stepId: cause.stepId }) : null,
    events: digestEvents(await readEvents(db, workspaceId, { [topic]: from }, MOST_EVENTS)),
  };
}

/** The run's models and prompts; `asked` hears what each request took. All replans of a run share one cap. */
async function accessOf(db: Db, run: Run, asked: (call: ModelUse) => void): Promise<CappedAccess> {
  const { workspaceId, planId, id: runId } = run;
  const subject = { planId, runId };
  const pinned = PinnedModels.parse(run.models);
  const told = (call: Parameters<typeof callUse>[0]) => asked(callUse(call));
  const versions = PromptVersions.parse(run.promptVersions);
  const { replanCapMicros } = await runSettings(db, workspaceId);
  return {
    models: await workspaceModels({ db, log }, workspaceId, subject, { pinned, told }),
    prompt: await promptsAt(db, workspaceId, versions, PromptTexts.parse(run.promptTexts)),
    // One that is asked for again and again is one undertaking.
    cap: keptSpendCap(db, { workspaceId, subject }, `replans:${runId}`, replanCapMicros),
  };
}

/** Whether it is still to be worked out: nobody stopped it or asked for another one, and the run goes on. */
async function isWanted(db: Db, { workspaceId, id, runId }: Replan): Promise<boolean> {
  const going = { status: { notIn: ["aborting", "aborted", "succeeded", "failed"] } };
  return (await db.replan.count({ where: { workspaceId, id, runId, status: "planning", run: going } })) > 0;
}

/** Ends a replan that could not be worked out, with a message a person can act on. */
export async function failReplan(
  ctx: ServiceContext,
  key: { runId: Id; replanId: Id },
  explanation: string,
): Promise<void> {
  await finish(ctx, key, { status: "failed", proposal: nothing(explanation), diff: null });
}

type Outcome = {
  status: Extract<ReplanStatus, "proposed" | "asked" | "given_up" | "failed" | "void">;
  proposal: Proposal;
  diff: ReplanDiff | null;
};

/**
 * Records what came of it, unless it was decided about meanwhile, and carries it out in the same transaction where that is wanted: no
 * death in between can leave the one without the other.
 * @param how.use what asking models took; `mayApply`: whether it may be carried out without being asked for, if the workspace wishes that
 */
async function finish(
  ctx: ServiceContext,
  { runId, replanId }: { runId: Id; replanId: Id },
  { status, proposal, diff }: Outcome,
  { use = null, mayApply = false }: { use?: ModelUse | null; mayApply?: boolean } = {},
): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { choice, changes, steps, explanation } = proposal;
  const moved = await changeRun(ctx.db, { workspaceId, runId }, async (run) => {
    const ended = isRunOver(run.status) || run.status === "aborting";
    const [row] = await run.tx.replan.updateManyAndReturn({
      where: { workspaceId, id: replanId, runId, status: "planning" },
      data: {
        status: ended && status !== "failed" ? "void" : status,
        choice,
        changes,
        steps,
        diff: diff ?? Prisma.DbNull,
        explanation: storableText(ended ? ENDED : explanation, MOST_EXPLANATION),
      },
    });
    if (!row) return null;
    if (use) run.emit({ type: "replan.asked", use });
    run.emit({ type: "replan.changed", replan: replanView(row) });
    if (row.status !== "proposed") return null;
    // Where a rule says who accepts replans, none is carried out by itself.
    const ruled = replanTerms((await activePolicy(run.tx, workspaceId)).policy) !== null;
    if (mayApply && !ruled && (await runSettings(run.tx, workspaceId)).replans === "apply") {
      const carried = await carryOutReplan(run, row, null, ctx.actor);
      if (carried.refusal === null) return carried.moved;
      log.info({ runId, replanId, reason: carried.refusal }, "a replan could not be applied by itself");
    }
    const left = await findReplan(run, replanId);
    if (left.status === "proposed") await replanRequest(run, left);
    return null;
  });
  if (moved !== null) announce(ctx.db, workspaceId, [`plan:${moved}`]);
}
