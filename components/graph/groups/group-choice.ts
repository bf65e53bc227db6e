import { useSyncExternalStore } from "react";
import { z } from "zod";
import type { Grouping } from "./step-groups.ts";

/** How a reader groups a plan, and which groups they have collapsed. */
export type GroupChoice = { readonly by: Grouping; readonly collapsed: readonly string[] };

const Stored = z.object({ by: z.enum(["none", "level", "subplan"]), collapsed: z.array(z.string()) });
const NOTHING: GroupChoice = { by: "none", collapsed: [] };
const choices = new Map<string, GroupChoice>();
const listeners = new Set<() => void>();

function storageName(key: string): string {
  return `planwright.groups.${key}`;
}

/** The reader's choice for a plan or run, read from this browser's storage the first time. */
export function groupChoice(key: string): GroupChoice {
  const known = choices.get(key) ?? stored(key);
  choices.set(key, known);
  return known;
}

/** Keeps the reader's choice. */
export function chooseGroups(key: string, choice: GroupChoice): void {
  choices.set(key, choice);
  try {
    if (choice.by === "none") localStorage.removeItem(storageName(key));
    else localStorage.setItem(storageName(key), JSON.stringify(choice));
  } catch {
    // Storage is off or full: the choice then lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

export function useGroupChoice(key: string): GroupChoice {
  return useSyncExternalStore(
    watch,
    () => groupChoice(key),
    () => NOTHING,
  );
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function stored(key: string): GroupChoice {
  try {
    const parsed = Stored.safeParse(JSON.parse(localStorage.getItem(storageName(key)) ?? "null"));
    return parsed.success ? parsed.data : NOTHING;
  } catch {
    return NOTHING;
  }
}
