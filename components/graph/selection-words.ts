import { countOf } from "#lib/domain/count-of.ts";

/** How many steps are selected, as a screen reader is told: "2 steps selected." */
export function selectionWords(count: number): string {
  return count === 0 ? "Nothing is selected." : `${countOf(count, "step")} selected.`;
}
