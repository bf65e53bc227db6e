import { setTimeout as pause } from "node:timers/promises";
import type { Db } from "#lib/db/client.ts";
import { deleteLostFiles } from "#lib/knowledge/document-files.ts";
import { deleteUseless, pruneRun, runsToPrune } from "#lib/ledger/delete-old.ts";

/** Between two batches, so that deleting never keeps the database from its work. */
const PAUSE_MS = 50;

/**
 * Deletes what is older than it is kept, in all workspaces: events and large values of runs that ended longer ago than their
 * workspace's retention, rows that are of no use any more (deleteUseless says after how long), and files whose upload broke off. In
 * batches; what was done when it is interrupted stays done.
 * @param signal ends it after the batch under way
 * @returns how many rows went
 * @throws the signal's reason
 */
export async function deleteOld(db: Db, signal?: AbortSignal): Promise<number> {
  let total = 0;
  for (let gone = 1; gone > 0; total += gone) {
    gone = await deleteLostFiles(db);
    await rest(signal);
  }
  for (let more = true; more;) {
    const batch = await deleteUseless(db);
    total += batch.deleted;
    more = batch.more;
    await rest(signal);
  }
  for (let runs = await runsToPrune(db); runs.length > 0; runs = await runsToPrune(db)) {
    const before = total;
    for (const run of runs) {
      for (let more = true; more;) {
        const batch = await pruneRun(db, run);
        total += batch.deleted;
        more = batch.more;
        if (more) await rest(signal);
        else signal?.throwIfAborted();
      }
    }
    // Nothing went: those that are left are being changed at the moment, and are found again in an hour.
    if (total === before && (await runsToPrune(db)).length >= runs.length) break;
    await rest(signal);
  }
  return total;
}

async function rest(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await pause(PAUSE_MS, undefined, { ...(signal && { signal }) });
}
