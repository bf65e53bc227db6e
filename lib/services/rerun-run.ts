import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { descendants } from "#lib/domain/graph.ts";
import { Id, newId, StepId } from "#lib/domain/ids.ts";
import { PlanGraph, PlanStatus } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { announce } from "#lib/events/announce.ts";
import { answerOnce, IdempotencyKey, keyedRequest, shareAnswer } from "#lib/ledger/idempotent.ts";
import { INBOX, runTopic, type RunKey } from "#lib/ledger/keys.ts";
import { LEDGER_TRANSACTION } from "#lib/ledger/transaction.ts";
import { refuseBlocked } from "./comments/thread-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { refuseFaults } from "./runs/refuse-faults.ts";
import { noRun, toRunKey } from "./runs/run-keys.ts";
import { authorOf } from "./plans/author-of.ts";
import { startVersion } from "./runs/start-version.ts";
import { sealVersion } from "./seal-version.ts";
import { workspaceTools } from "./tools/workspace-tools.ts";

/**
 * `fromStepId`: this step and all that follows from it are done anew, whatever could be taken over. `version`: of the plan as
 * the earlier run used it last, or as it stands now.
 */
export const RerunRunInput = z.object({
  runId: z.string(),
  fromStepId: StepId.optional(),
  version: z.enum(["same", "latest"]),
  idempotencyKey: IdempotencyKey.optional(),
});

const Started = z.object({ runId: Id });

/**
 * Starts a run that does an earlier one again. Steps whose definition, tool version and inputs are the same take over their
 * earlier results, unless they must not be repeated unasked; the run says what it took over and saved.
 * @throws DomainError `not_found`; `conflict` while the plan is being planned; `invalid` at ["fromStepId"] when that version has
 * no such step, or with one issue a fault when the plan cannot run
 */
export async function rerunRun({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RerunRunInput>;
}): Promise<{ runId: string }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { idempotencyKey, ...wish } = parseInput(RerunRunInput, input);
  const earlier = toRunKey(workspaceId, wish.runId);
  const request = keyedRequest(workspaceId, idempotencyKey, "rerunRun", wish);
  const started = await shareAnswer(ctx.db, request, () =>
    ctx.db.$transaction(async (tx) => {
      // As when a run is started: the row under which runs get their numbers.
      await tx.$queryRaw`select 1 as one from workspaces where id = ${workspaceId} for no key update`;
      return answerOnce(tx, request, Started, () => start(tx, ctx.actor, earlier, wish));
    }, LEDGER_TRANSACTION),
  );
  announce(ctx.db, workspaceId, [INBOX, runTopic(started.runId)]);
  return started;
}

async function start(
  tx: Tx,
  actor: Actor,
  earlier: RunKey,
  wish: Pick<z.output<typeof RerunRunInput>, "fromStepId" | "version">,
): Promise<z.output<typeof Started>> {
  const { workspaceId } = earlier;
  const run = await tx.run.findUnique({
    where: { workspaceId_id: { workspaceId, id: earlier.runId } },
    select: { planId: true, versionNumber: true },
  });
  if (!run) throw noRun();
  const { planId } = run;
  const tools = await workspaceTools(tx, workspaceId);
  const number =
    wish.version === "same" ? run.versionNumber : await sealLatest(tx, actor, earlier, planId, tools);
  const version = await tx.planVersion.findUniqueOrThrow({
    where: { workspaceId_planId_number: { workspaceId, planId, number } },
    select: { graph: true, plan: { select: { analysis: true } } },
  });
  const graph = PlanGraph.parse(version.graph);
  const { fromStepId } = wish;
  if (fromStepId !== undefined && !graph.steps.some((step) => step.id === fromStepId)) {
    const message = "That version of the plan has no such step to run again from.";
    throw new DomainError("invalid", message, { issues: [{ path: ["fromStepId"], message }] });
  }
  await refuseFaults(tx, { workspaceId, graph, analysis: version.plan.analysis }, tools, CANNOT_RUN);
  const runId = await startVersion(tx, actor, { workspaceId, planId, number, graph }, tools, newId());
  const redo = fromStepId === undefined ? [] : [fromStepId, ...descendants(graph, fromStepId)];
  await tx.run.update({
    where: { workspaceId_id: { workspaceId, id: runId } },
    data: { rerunOf: earlier.runId, redo },
  });
  return { runId };
}

const CANNOT_RUN = "The plan cannot run as it is";

/** Seals the plan's draft as it stands, once it has been seen to be able to run. */
async function sealLatest(
  tx: Tx,
  actor: Actor,
  { workspaceId }: RunKey,
  planId: string,
  tools: readonly ToolSpec[],
): Promise<number> {
  const plan = await tx.plan.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: planId } } });
  if (!["draft", "failed", "stopped"].includes(PlanStatus.parse(plan.status))) {
    throw new DomainError("conflict", "This plan is not ready: planning has not finished.");
  }
  const draft = { workspaceId, graph: PlanGraph.parse(plan.draft), analysis: plan.analysis };
  await refuseFaults(tx, draft, tools, CANNOT_RUN);
  const author = authorOf(actor);
  const sealing = { workspaceId, planId, rev: plan.draftRev, author, summary: "Started a run again" };
  const number = await sealVersion(tx, sealing);
  await refuseBlocked(tx, { workspaceId, planId }, draft.graph);
  return number;
}
