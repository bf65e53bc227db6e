import type { Db } from "#lib/db/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { changeRun, type OpenRun } from "#lib/ledger/change-run.ts";
import { decideApproval, type Decided, type Decider, type Decision } from "#lib/ledger/decide-approval.ts";
import { authorise, type ServiceContext } from "../context.ts";

/** What to say when a decision has no effect. */
const REFUSALS: Record<Exclude<Decided, "applied" | "voted" | "already">, string> = {
  otherwise: "This has been decided already, in another way.",
  void: "What this was about has changed meanwhile, so it can no longer be decided.",
  not_yours: "This is for others to decide: see who may, beside the request.",
  wrong_kind: "This request cannot be decided in this way.",
};

/** The run that a request is about. */
export async function runOfApproval(db: Db, workspaceId: string, approvalId: string): Promise<string> {
  const row = Id.safeParse(approvalId).success
    ? await db.approval.findUnique({
        where: { workspaceId_id: { workspaceId, id: approvalId } },
        select: { runId: true },
      })
    : null;
  if (!row) throw noRequest();
  return row.runId;
}

/** What to say of a request that is not the workspace's. */
export function noRequest(): DomainError {
  return new DomainError("not_found", "There is no such request in this workspace.");
}

/**
 * Carries out a member's decision about a request.
 * @param decisionOf what is decided, seen with the run's row locked
 * @param afterwards what else is done in the same change when the decision has had its effect
 * @returns whether the request is decided now, or waits for others' votes
 * @throws DomainError `not_found`; `forbidden` when it is for others; `conflict` when it was decided otherwise or is void
 */
export async function decide(
  ctx: ServiceContext,
  approvalId: string,
  decisionOf: (run: OpenRun) => Promise<Decision> | Decision,
  afterwards?: (run: OpenRun) => Promise<void>,
): Promise<{ decided: boolean }> {
  const workspaceId = authorise(ctx.actor, "decide");
  const by = deciderOf(ctx);
  const runId = await runOfApproval(ctx.db, workspaceId, approvalId);
  const change = async (run: OpenRun) => {
    const decided = await decideApproval(run, approvalId, await decisionOf(run), by);
    if (decided === "applied") await afterwards?.(run);
    return decided;
  };
  const also = await cappedAbove(ctx.db, workspaceId, approvalId);
  const outcome = await changeRun(ctx.db, { workspaceId, runId }, change, also);
  if (outcome === null) throw noRequest();
  const fault = undecided(outcome);
  if (fault !== null) throw fault;
  return { decided: outcome !== "voted" };
}

/** What to say of a decision that has no effect; null: it has one, or had it before. */
export function undecided(outcome: Decided): DomainError | null {
  if (outcome === "applied" || outcome === "already" || outcome === "voted") return null;
  return new DomainError(outcome === "not_yours" ? "forbidden" : "conflict", REFUSALS[outcome]);
}

/** The run whose spend cap a request is about, where that is one which its own run is a part of. */
async function cappedAbove(db: Db, workspaceId: string, approvalId: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ runId: string }[]>`
    select request->'stop'->'above'->>'runId' as "runId" from approvals
    where workspace_id = ${workspaceId} and id = ${approvalId} and request->'stop'->'above'->>'runId' is not null`;
  return rows.map(({ runId }) => runId);
}

/** Only people decide. */
export function deciderOf({ actor }: ServiceContext): Decider {
  if (actor.kind !== "user") throw new DomainError("forbidden", "Only members decide.");
  return actor;
}
