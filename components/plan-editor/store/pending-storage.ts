import type { KeyedPatch, PendingStorage } from "./store-contract.ts";

/** Edits that were not saved: patches in order, and the rev that the first applies to. */
export type Unsaved = { baseRev: number; patches: KeyedPatch[] };

/** What the places of a plan's unsaved edits begin with. */
export const prefix = (planId: string) => `planwright:unsaved:${planId}:`;

/**
 * Writes a tab's unsaved patches, or removes them when there are none. Each tab has a name of its own, so that tabs do not overwrite each other.
 * @returns false when the browser would not keep them (storage full or forbidden)
 */
export function keepUnsaved(
  storage: PendingStorage,
  planId: string,
  tab: string,
  unsaved: Unsaved[],
): boolean {
  try {
    if (unsaved.every(({ patches }) => patches.length === 0)) storage.removeItem(prefix(planId) + tab);
    else storage.setItem(prefix(planId) + tab, JSON.stringify(unsaved));
    return true;
  } catch {
    return false;
  }
}
