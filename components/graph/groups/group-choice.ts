import { useSyncExternalStore } from "react";
import { keptValue } from "../kept-value.ts";
import type { Grouping } from "./step-groups.ts";

/** How a reader groups a plan, and which groups they have collapsed. */
export type GroupChoice = { readonly by: Grouping; readonly collapsed: readonly string[] };

const NOTHING: GroupChoice = { by: "none", collapsed: [] };
const kept = keptValue("planwright.groups", readChoice, NOTHING);

/** The reader's choice for a plan or run. */
export const groupChoice = kept.get;

/** Keeps the reader's choice. */
export function chooseGroups(key: string, choice: GroupChoice): void {
  kept.set(key, choice.by === "none" ? NOTHING : choice);
}

export function useGroupChoice(key: string): GroupChoice {
  return useSyncExternalStore(
    kept.watch,
    () => groupChoice(key),
    () => NOTHING,
  );
}

function readChoice(text: string): GroupChoice {
  const stored: unknown = JSON.parse(text);
  if (typeof stored !== "object" || stored === null || !("by" in stored) || !("collapsed" in stored))
    return NOTHING;
  const { by, collapsed } = stored;
  if ((by !== "level" && by !== "subplan") || !areIds(collapsed)) return NOTHING;
  return { by, collapsed };
}

function areIds(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((id) => typeof id === "string");
}
