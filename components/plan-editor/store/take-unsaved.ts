import { z } from "zod";
import { PlanPatch } from "#lib/domain/patch.ts";
import { prefix, type Unsaved } from "./pending-storage.ts";
import type { PendingStorage } from "./store-contract.ts";

const Kept = z.array(
  z.object({
    baseRev: z.number().int().min(0),
    patches: z.array(z.object({ key: z.string(), patch: PlanPatch })),
  }),
);

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
