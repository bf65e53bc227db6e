import { DomainError } from "#lib/domain/errors.ts";
import { decideUndo as decide } from "#lib/ledger/decide-undo.ts";
import { keyedRequest } from "#lib/ledger/idempotent.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { nameOf, noStep, toStepKey } from "./run-keys.ts";

/** What approving and declining have in common: carries out a person's decision about undoing a call. */
export async function decideUndo(
  ctx: ServiceContext,
  input: { runId: string; stepId: string; idempotencyKey?: string | undefined },
  decision: "approve" | "decline",
): Promise<void> {
  const workspaceId = authorise(ctx.actor, "decide");
  const { idempotencyKey, ...step } = input;
  const key = toStepKey(workspaceId, step.runId, step.stepId);
  const request = keyedRequest(workspaceId, idempotencyKey, `${decision}Undo`, step);
  const { outcome } = await decide(ctx.db, key, decision, nameOf(ctx.actor), request);
  if (outcome === "applied" || outcome === "already") return;
  if (outcome === "no_step") throw noStep();
  throw new DomainError("conflict", REFUSALS[outcome]);
}

const REFUSALS = {
  not_next: "What happened later is undone first. Decide about the one above, and let it end.",
  decided_otherwise: "This has been decided already.",
} as const;
