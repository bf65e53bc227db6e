import { z } from "zod";
import { PlanPatch } from "#lib/domain/patch.ts";
import type { EditHistory } from "./edit-history.ts";
import { historyPlace } from "./history-storage.ts";
import type { PendingStorage } from "./store-contract.ts";

const Entry = z
  .object({ name: z.string(), patch: PlanPatch })
  .transform((entry) => ({ ...entry, run: null }));
const Kept = z.object({ undo: z.array(Entry), redo: z.array(Entry) });

/** Takes out of a tab's storage what could be undone and redone when it was left; null when there is nothing, or nothing that can be read. */
export function takeHistory(storage: PendingStorage, planId: string): EditHistory | null {
  try {
    const text = storage.getItem(historyPlace(planId));
    storage.removeItem(historyPlace(planId));
    return text === null ? null : (Kept.safeParse(JSON.parse(text)).data ?? null);
  } catch {
    return null;
  }
}
