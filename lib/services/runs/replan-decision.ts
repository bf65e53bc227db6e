import type { Replan } from "#lib/db/generated/client.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";
import { replanView } from "./replan-view.ts";

/**
 * A replan of the run, by an id that somebody sent.
 * @throws DomainError `not_found`
 */
export async function findReplan(run: OpenRun, replanId: string): Promise<Replan> {
  const { workspaceId, runId } = run;
  const id = Id.safeParse(replanId);
  const replan = id.success
    ? await run.tx.replan.findFirst({ where: { workspaceId, runId, id: id.data } })
    : null;
  if (!replan) throw noReplan();
  return replan;
}

export function noReplan(): DomainError {
  return new DomainError("not_found", "There is no such replan of this run.");
}

/** Writes a decision about a replan and tells of it. */
export async function decide(
  run: OpenRun,
  replan: Replan,
  actor: Actor,
  changes: {
    status: "accepted" | "rejected" | "void";
    explanation?: string | null;
    accepted?: number[];
  },
): Promise<void> {
  const decided = await run.tx.replan.update({
    where: { workspaceId_id: { workspaceId: run.workspaceId, id: replan.id } },
    data: { ...changes, decidedBy: actor.kind === "user" ? actor.userId : "system", decidedAt: new Date() },
  });
  run.emit({ type: "replan.changed", replan: replanView(decided) });
}
