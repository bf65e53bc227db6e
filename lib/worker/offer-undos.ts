import type { Logger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import { offerUndo, runsToOfferUndo } from "#lib/ledger/offer-undo.ts";
import { undoOf } from "#lib/services/runs/undo-of.ts";
import type { Tool } from "#lib/tools/contract.ts";

/**
 * Offers to undo what aborted runs have done outside, as their tools declare it. Any number of workers may do this at the same
 * time, and one that dies on the way leaves it to the next look.
 * @param toolVersions hash of each tool's definition
 */
export async function offerUndos(
  db: Db,
  tools: ReadonlyMap<string, Tool>,
  toolVersions: ReadonlyMap<string, string>,
  log: Logger,
): Promise<void> {
  for (const run of await runsToOfferUndo(db)) {
    const onFault = (err: unknown) =>
      log.error({ err, runId: run.runId }, "a tool could not say what undoes its call");
    const offered = await offerUndo(db, run, (call) => undoOf(call, tools, onFault), toolVersions);
    if (offered > 0) log.info({ runId: run.runId, offered }, "offered to undo what an aborted run has done");
  }
}
