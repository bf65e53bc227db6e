import type { Replan } from "#lib/db/generated/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";

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
