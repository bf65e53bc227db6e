import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { PlanGraph, PlanStatus } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { announce } from "#lib/events/announce.ts";
import { answerOnce, IdempotencyKey, keyedRequest, shareAnswer } from "#lib/ledger/idempotent.ts";
import { INBOX, runTopic } from "#lib/ledger/keys.ts";
import { LEDGER_TRANSACTION } from "#lib/ledger/transaction.ts";
import { refuseBlocked } from "./comments/thread-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { noPlan, checkPlanId } from "./plans/plan-keys.ts";
import { refuseFaults } from "./runs/refuse-faults.ts";
import { authorOf } from "./plans/author-of.ts";
import { startVersion } from "./runs/start-version.ts";
import { sealVersion } from "./seal-version.ts";
import { workspaceTools } from "./tools/workspace-tools.ts";

/** `rev`: the draft as the person saw it; `approves`: the manifest that they saw, by its hash. `idempotencyKey`: the click's own name; sent twice it starts one run. */
export const StartRunInput = z.object({
  planId: z.string(),
  rev: z.number().int().min(0),
  approves: z.string().max(100).nullable().default(null),
  idempotencyKey: IdempotencyKey,
});

const Started = z.object({ runId: Id });

/**
 * Seals the plan's draft as a version and starts a run of it.
 * @throws DomainError `not_found`; `conflict` when the draft or what it may use has moved on, or it is still being planned, or with one issue a comment that
 * blocks it; `invalid` with one issue
 * a fault when the plan cannot run
 */
export async function startRun({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof StartRunInput>;
}): Promise<{ runId: string }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { planId, rev, approves, idempotencyKey } = parseInput(StartRunInput, input);
  checkPlanId(planId);
  const tools = await workspaceTools(ctx.db, workspaceId);
  const request = keyedRequest(workspaceId, idempotencyKey, "startRun", { planId, rev });
  const started = await shareAnswer(ctx.db, request, () =>
    ctx.db.$transaction(async (tx) => {
      // The workspace's row is the lock under which runs get their numbers; taken first it makes the same click wait for itself.
      await tx.$queryRaw`select 1 as one from workspaces where id = ${workspaceId} for no key update`;
      return answerOnce(tx, request, Started, async () => {
        // Keys are forgotten after some days, runs are not.
        const earlier = await tx.run.findUnique({
          where: { workspaceId_idempotencyKey: { workspaceId, idempotencyKey } },
          select: { id: true, planId: true },
        });
        if (earlier && earlier.planId !== planId)
          throw new DomainError("conflict", "This key has already started a run of another plan.");
        if (earlier) return { runId: earlier.id };
        await requireRunnable(tx, workspaceId, planId, rev, tools);
        const run = { workspaceId, planId, rev, approves, idempotencyKey };
        return { runId: await start(tx, ctx.actor, run, tools) };
      });
    }, LEDGER_TRANSACTION),
  );
  announce(ctx.db, workspaceId, [INBOX, runTopic(started.runId)]);
  return started;
}

async function requireRunnable(
  tx: Tx,
  workspaceId: string,
  planId: string,
  rev: number,
  tools: readonly ToolSpec[],
): Promise<void> {
  const plan = await tx.plan.findUnique({ where: { workspaceId_id: { workspaceId, id: planId } } });
  if (!plan) throw noPlan();
  // Where planning failed, the person may have built the plan by hand.
  if (!["draft", "failed", "stopped"].includes(PlanStatus.parse(plan.status))) {
    throw new DomainError("conflict", "This plan is not ready: planning has not finished.");
  }
  // A draft that moved on is told by sealing; its findings would be about something the person has not seen.
  if (plan.draftRev !== rev) return;
  const draft = { workspaceId, graph: PlanGraph.parse(plan.draft), analysis: plan.analysis };
  await refuseFaults(tx, draft, tools, "The plan cannot run yet");
}

async function start(
  tx: Tx,
  actor: Actor,
  run: { workspaceId: string; planId: string; rev: number; approves: string | null; idempotencyKey: string },
  tools: readonly ToolSpec[],
): Promise<string> {
  const { workspaceId, planId, rev, approves, idempotencyKey } = run;
  const author = authorOf(actor);
  const number = await sealVersion(tx, { workspaceId, planId, rev, author, summary: "Started a run" });
  const version = await tx.planVersion.findUniqueOrThrow({
    where: { workspaceId_planId_number: { workspaceId, planId, number } },
    select: { graph: true },
  });
  const graph = PlanGraph.parse(version.graph);
  await refuseBlocked(tx, { workspaceId, planId }, graph);
  return startVersion(tx, actor, { workspaceId, planId, number, graph }, tools, idempotencyKey, approves);
}
