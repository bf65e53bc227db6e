"use client";

import type { PromptName } from "#lib/domain/prompt.ts";
import { draftStore } from "#components/shell/draft-store.ts";

/** A text that is not saved yet: which version it was made from, and what the note about it says. */
export type PromptDraft = { text: string; from: number; note: string };

const { keep: keepDraft, read: readDraft, useDraft } = draftStore<PromptName, PromptDraft>();
export { keepDraft, useDraft };

/**
 * Forgets the unsaved text of a prompt that was saved as a version, unless the person has written on meanwhile: what they wrote
 * is then made from that version. Gives whether nothing is left unsaved.
 */
export function settleDraft(name: PromptName, saved: { number: number; text: string }): boolean {
  const draft = readDraft(name);
  const done = !draft || draft.text === saved.text;
  keepDraft(name, done ? null : { ...draft, from: saved.number, note: "" });
  return done;
}
