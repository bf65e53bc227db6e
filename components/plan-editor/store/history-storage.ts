import type { EditHistory, HistoryEntry } from "./edit-history.ts";
import type { PendingStorage } from "./store-contract.ts";

/** Where what can be undone of a plan is kept. */
export const historyPlace = (planId: string) => `planwright:history:${planId}`;

/** Characters of each of the two lists that are kept, the latest first: the browser has 5 MB for all of a tab's plans. */
const MOST_CHARACTERS = 300_000;

/** Keeps what can be undone and redone for when the page is loaded again; where there is no room, nothing is kept. */
export function keepHistory(storage: PendingStorage, planId: string, { undo, redo }: EditHistory): void {
  try {
    if (undo.length + redo.length === 0) storage.removeItem(historyPlace(planId));
    else storage.setItem(historyPlace(planId), JSON.stringify({ undo: latest(undo), redo: latest(redo) }));
  } catch {
    // Less can be undone then; no edit is lost. What was kept before no longer fits it.
    forget(storage, planId);
  }
}

function forget(storage: PendingStorage, planId: string): void {
  try {
    storage.removeItem(historyPlace(planId));
  } catch {
    // A storage that takes nothing has kept nothing.
  }
}

function latest(entries: readonly HistoryEntry[]): Pick<HistoryEntry, "name" | "patch">[] {
  const kept: Pick<HistoryEntry, "name" | "patch">[] = [];
  let room = MOST_CHARACTERS;
  for (const { name, patch } of entries.toReversed()) {
    room -= JSON.stringify(patch).length;
    if (room < 0) break;
    kept.unshift({ name, patch });
  }
  return kept;
}
