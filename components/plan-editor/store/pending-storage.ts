import { z } from "zod";
import { PlanPatch } from "#lib/domain/patch.ts";
import type { PendingStorage } from "./store-contract.ts";

/** Edits that were not saved: patches in order, and the rev that the first applies to. */
const Unsaved = z.object({
  baseRev: z.number().int().min(0),
  patches: z.array(z.object({ key: z.string(), patch: PlanPatch })),
});
export type Unsaved = z.infer<typeof Unsaved>;

const Kept = z.array(Unsaved);

const prefix = (planId: string) => `planwright:unsaved:${planId}:`;

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

/**
 * Takes out of storage what earlier visits and other tabs left unsaved; what cannot be read is removed too. A tab that still lives
 * keeps its patches in memory; the server recognises a patch that two tabs send by its key.
 */
export function takeUnsaved(storage: PendingStorage, planId: string): Unsaved[] {
  const found: Unsaved[] = [];
  const names = Array.from({ length: storage.length }, (_, i) => storage.key(i));
  for (const name of names) {
    if (!name?.startsWith(prefix(planId))) continue;
    const parsed = Kept.safeParse(parseJson(storage.getItem(name)));
    storage.removeItem(name);
    if (parsed.success) found.push(...parsed.data.filter(({ patches }) => patches.length > 0));
  }
  return found.toSorted((a, b) => a.baseRev - b.baseRev);
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}
