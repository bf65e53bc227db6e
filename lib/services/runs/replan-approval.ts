import { z } from "zod";
import type { Replan } from "#lib/db/generated/client.ts";
import type { Actor } from "#lib/domain/actor.ts";
import type { ApprovalTerms, ReplanVote } from "#lib/domain/approval.ts";
import { ChatChange } from "#lib/domain/chat.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { StepRunId } from "#lib/domain/ids.ts";
import { askAboutChange, pendingAbout } from "#lib/ledger/change-approval.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";
import type { Decision } from "#lib/ledger/decide-approval.ts";
import { activePolicy } from "../policies/active-policy.ts";
import { carryOutReplan, needsOfReplan } from "./carry-out-replan.ts";
import { findReplan } from "./find-replan.ts";
import { needsMore } from "./new-needs.ts";
import { planTerms, replanTerms } from "./plan-terms.ts";
import { versionOf } from "./version-of.ts";

/**
 * The request about a proposed replan, made now where a rule of the policy says who accepts it and nobody has been asked yet.
 * @returns null when no rule does: then whoever may decide accepts it alone
 */
export async function replanRequest(run: OpenRun, replan: Replan): Promise<string | null> {
  const pending = await pendingAbout(run, replan.id);
  if (pending !== null) return pending;
  const needs = await needsOfReplan(run, replan, null);
  const terms = await termsOf(run, needs);
  if (terms === null) return null;
  const words = await wordsOf(run, replan);
  const request = { kind: "change" as const, replanId: replan.id, by: "The planner", ...words, needs };
  // A replan never changes once it is proposed, so that its own name is all that the request has to be bound to.
  return askAboutChange(run, { request, hash: replan.id, terms });
}

/** Whom a rule has accept a replan: one about replans; of what widens the run also the one about plans, where rules approve them. */
async function termsOf(run: OpenRun, needs: readonly string[]): Promise<ApprovalTerms | null> {
  const { policy } = await activePolicy(run.tx, run.workspaceId);
  return replanTerms(policy) ?? (needs.length > 0 ? planTerms(policy) : null);
}

async function wordsOf(run: OpenRun, replan: Replan): Promise<{ changes: string[]; again: string[] }> {
  const changes = z.array(ChatChange).parse(replan.changes);
  const steps = z.array(StepRunId).parse(replan.steps);
  const { graph } = await versionOf(run, run.versionNumber);
  const title = (id: string) => graph.steps.find((step) => step.id === id)?.title ?? id;
  const how = replan.choice === "fall_back" ? "Go on with the next tool of" : "Do again";
  return { changes: changes.map(({ words }) => words), again: steps.map((id) => `${how} “${title(id)}”`) };
}

/**
 * What it means to approve a replan, whole or in part: it is carried out once enough members have approved the same changes and what these
 * need.
 * @throws DomainError `conflict`, naming everything that the run was not approved for and nobody has seen
 */
export async function approvalOfReplan(
  run: OpenRun,
  replan: Replan,
  { chosen, accepts }: ReplanVote,
  actor: Actor,
): Promise<Decision> {
  refuseUnknown(replan, chosen);
  const needs = await needsOfReplan(run, replan, chosen);
  if (needs.some((need) => !accepts.includes(need))) throw needsMore(needs);
  const places = new Set(chosen);
  const whole = chosen === null || places.size === z.array(z.unknown()).parse(replan.changes).length;
  // Two who choose the same have to be seen to agree.
  const part = whole ? null : [...places].toSorted((a, b) => a - b);
  return {
    kind: "approve",
    args: { chosen: part, accepts: needs },
    allow: null,
    carryOut: async (open) => {
      const { refusal } = await carryOutReplan(open, replan, part, actor, needs);
      if (refusal === null) return null;
      // Only this choice among its changes does not fit: nobody has voted then.
      if ((await findReplan(open, replan.id)).status === "proposed")
        throw new DomainError("conflict", refusal);
      return refusal;
    },
  };
}

/** @throws DomainError `invalid` at ["chosen"] for a place at which the replan has no change */
export function refuseUnknown(replan: Replan, chosen: readonly number[] | null): void {
  const places = z.array(z.unknown()).parse(replan.changes).length;
  if (!chosen?.some((at) => at >= places)) return;
  const message = "The replan has no such change. Look at it again.";
  throw new DomainError("invalid", message, { issues: [{ path: ["chosen"], message }] });
}
