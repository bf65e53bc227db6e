import { z } from "zod";
import type { Actor } from "#lib/domain/actor.ts";
import { areNamed } from "#lib/domain/approval.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { MOST_CHANGES } from "#lib/domain/chat.ts";
import { announce } from "#lib/events/announce.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";
import { changeRunOnce, IdempotencyKey, keyedRequest } from "#lib/ledger/idempotent.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { activePolicy } from "./policies/active-policy.ts";
import { Carried, carryOutReplan } from "./runs/carry-out-replan.ts";
import { replanTerms } from "./runs/plan-terms.ts";
import { findReplan } from "./runs/replan-decision.ts";
import { Accepts, needsMore } from "./runs/new-needs.ts";
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

/**
 * Accepts a proposed replan, whole or in part: its changes make the plan's next version, the run moves to it, finished and running
 * steps kept, and the plan's draft follows, keeping what a person changed in it meanwhile; steps that it wants tried again are. A
 * proposal that no longer fits becomes void instead. Accepting twice changes nothing.
 * @throws DomainError `not_found`; `forbidden` when a rule names others; `invalid` at ["chosen"]; `conflict` when it is not (or no longer)
 * acceptable, saying why, or naming everything that the run was not approved for and nobody has seen
 */
export async function acceptReplan({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof AcceptReplanInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "decide");
  const { runId, replanId, chosen, accepts, idempotencyKey } = parseInput(AcceptReplanInput, input);
  const key = toRunKey(workspaceId, runId);
  const request = keyedRequest(workspaceId, idempotencyKey, "acceptReplan", {
    runId,
    replanId,
    chosen,
    accepts,
  });
  const { moved, refusal, needs } = await changeRunOnce(ctx.db, key, request, Carried, async (run) => {
    const replan = await findReplan(run, replanId);
    if (replan.status === "proposed") await requireNamed(run, ctx.actor);
    const places = z.array(z.unknown()).parse(replan.changes).length;
    if (chosen?.some((at) => at >= places)) {
      const message = "The replan has no such change. Look at it again.";
      throw new DomainError("invalid", message, { issues: [{ path: ["chosen"], message }] });
    }
    return carryOutReplan(run, replan, chosen, ctx.actor, accepts);
  });
  if (moved !== null) announce(ctx.db, workspaceId, [`plan:${moved}`]);
  // Thrown after the commit, so that a replan that became void stays so.
  if (needs.length > 0) throw needsMore(needs);
  if (refusal !== null) throw new DomainError("conflict", refusal);
}

/** @throws DomainError `forbidden` when a rule of the policy has others accept replans of this run */
async function requireNamed({ tx, workspaceId, runId }: OpenRun, actor: Actor): Promise<void> {
  const terms = replanTerms((await activePolicy(tx, workspaceId)).policy);
  if (terms === null || actor.kind !== "user") return;
  const { createdBy } = await tx.run.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: runId } },
    select: { createdBy: true },
  });
  if (areNamed({ terms, startedBy: createdBy }, actor)) return;
  const who = terms.roles.map((role) => `${role}s`).join(" and ");
  const starter = terms.notTheStarter ? ", but not whoever started the run" : "";
  throw new DomainError("forbidden", `The workspace's rules let ${who} accept replans${starter}.`);
}
