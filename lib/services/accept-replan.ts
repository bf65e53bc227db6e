import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { MOST_CHANGES } from "#lib/domain/chat.ts";
import { announce } from "#lib/events/announce.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";
import { decideApproval, Decided } from "#lib/ledger/decide-approval.ts";
import { changeRunOnce, IdempotencyKey, keyedRequest } from "#lib/ledger/idempotent.ts";
import { deciderOf, undecided } from "./approvals/decide.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { Carried, carryOutReplan } from "./runs/carry-out-replan.ts";
import { findReplan } from "./runs/find-replan.ts";
import { Accepts, needsMore } from "./runs/new-needs.ts";
import { approvalOfReplan, refuseUnknown, replanRequest } from "./runs/replan-approval.ts";
import { toRunKey } from "./runs/run-keys.ts";

/**
 * `chosen`: places of the changes to accept, which bring along those that they need; null or left out: all of it. `accepts`: what it
 * needs beyond what the run was approved for, as the person has seen it.
 */
export const AcceptReplanInput = z.object({
  runId: z.string(),
  replanId: z.string(),
  chosen: z
    .array(z.number().int().min(0))
    .min(1, "Choose at least one change, or reject the replan.")
    .max(MOST_CHANGES)
    .nullable()
    .default(null),
  accepts: Accepts,
  idempotencyKey: IdempotencyKey.optional(),
});

/** `decided`: what a vote came to, where a rule of the policy says who accepts replans; else null. */
const Outcome = Carried.extend({ decided: Decided.nullable().default(null) });
type Outcome = z.output<typeof Outcome>;

/**
 * Accepts a proposed replan, whole or in part: its changes make the plan's next version, the run moves to it, finished and running
 * steps kept, and the plan's draft follows, keeping what a person changed in it meanwhile; steps that it wants tried again are. A
 * proposal that no longer fits becomes void instead. Where a rule names who accepts replans, and how many must, this is a vote.
 * Accepting twice changes nothing.
 * @returns `decided`: false when others must accept it too
 * @throws DomainError `not_found`; `forbidden` when a rule names others; `invalid` at ["chosen"]; `conflict` when it is not (or no longer)
 * acceptable, saying why, or naming everything that the run was not approved for and nobody has seen
 */
export async function acceptReplan({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof AcceptReplanInput>;
}): Promise<{ decided: boolean }> {
  const workspaceId = authorise(ctx.actor, "decide");
  const { runId, replanId, chosen, accepts, idempotencyKey } = parseInput(AcceptReplanInput, input);
  const key = toRunKey(workspaceId, runId);
  const request = keyedRequest(workspaceId, idempotencyKey, "acceptReplan", {
    runId,
    replanId,
    chosen,
    accepts,
  });
  const { moved, refusal, needs, decided } = await changeRunOnce(ctx.db, key, request, Outcome, (run) =>
    accept(run, ctx, { replanId, chosen, accepts }),
  );
  if (moved !== null) announce(ctx.db, workspaceId, [`plan:${moved}`]);
  // Thrown after the commit, so that a replan that became void stays so.
  if (needs.length > 0) throw needsMore(needs);
  if (refusal !== null) throw new DomainError("conflict", refusal);
  const fault = decided === null ? null : undecided(decided);
  if (fault !== null) throw fault;
  return { decided: decided !== "voted" };
}

async function accept(
  run: OpenRun,
  ctx: ServiceContext,
  { replanId, chosen, accepts }: Pick<z.output<typeof AcceptReplanInput>, "replanId" | "chosen" | "accepts">,
): Promise<Outcome> {
  const replan = await findReplan(run, replanId);
  const approvalId = replan.status === "proposed" ? await replanRequest(run, replan) : null;
  if (approvalId === null) {
    refuseUnknown(replan, chosen);
    return { ...(await carryOutReplan(run, replan, chosen, ctx.actor, accepts)), decided: null };
  }
  const decision = await approvalOfReplan(run, replan, { chosen, accepts }, ctx.actor);
  const decided = await decideApproval(run, approvalId, decision, deciderOf(ctx));
  return { moved: decided === "applied" ? run.planId : null, refusal: null, needs: [], decided };
}
