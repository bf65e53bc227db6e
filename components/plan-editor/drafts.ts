import type { EditResult } from "./store/store-contract.ts";

/**
 * Typed text that is not in the plan yet, by "step/field": why it is not, what the plan had in that field then, and, where that was because
 * the editor was still being loaded, what makes the edit.
 */
export type Drafts = Map<
  string,
  { text: string; problem: string; value: string; again: (() => EditResult) | null }
>;

/** Makes the edits of what was typed before the editor could take it, once it can. */
export function takeEarly(drafts: Drafts): void {
  for (const [name, { again }] of drafts) if (again?.().ok) drafts.delete(name);
}

/**
 * Forgets what was typed at a place and in its parts, since something else is there by now.
 * @param place "step" for all of its fields, or "step/field"
 */
export function forgetDrafts(drafts: Drafts, place: string): void {
  for (const name of drafts.keys()) {
    if (name === place || name.startsWith(`${place}/`) || name.startsWith(`${place}.`)) drafts.delete(name);
  }
}
