import type { DropPlace } from "./row-actions.ts";

/** Which half of a row lies at a height of the window. */
export function sideOf(row: Element, clientY: number): DropPlace["side"] {
  const { top, height } = row.getBoundingClientRect();
  return clientY < top + height / 2 ? "before" : "after";
}
