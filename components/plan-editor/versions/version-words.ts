import { countOf } from "#lib/domain/count-of.ts";
import type { PlanVersionEntry } from "#lib/domain/plan-version.ts";
import type { Place } from "./use-versions.ts";

/** "Version 3", "Draft", "Nothing". */
export function placeName(place: Place): string {
  if (place === "draft") return "Draft";
  return place === "nothing" ? "Nothing" : `Version ${place}`;
}

/** What a version changed of the one before it: "2 steps added, 1 removed". */
export function changedWords({ changed, steps }: Pick<PlanVersionEntry, "changed" | "steps">): string {
  if (!changed) return countOf(steps, "step");
  const parts = [
    [changed.added, "added"],
    [changed.changed, "changed"],
    [changed.removed, "removed"],
  ] as const;
  const told = parts.filter(([count]) => count > 0);
  if (told.length === 0) return "No step changed";
  return told.map(([count, word], at) => `${at === 0 ? countOf(count, "step") : count} ${word}`).join(", ");
}
