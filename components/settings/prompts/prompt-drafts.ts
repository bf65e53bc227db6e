"use client";

import { useSyncExternalStore } from "react";
import type { PromptName } from "#lib/domain/prompt.ts";

/** A text that is not saved yet: which version it was made from, and what the note about it says. */
export type PromptDraft = { text: string; from: number; note: string };

/** Kept outside the page, so that going to another prompt or page and back loses nothing. */
const drafts = new Map<PromptName, PromptDraft>();
const listeners = new Set<() => void>();

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** Keeps what is not saved of a prompt, or forgets it. While any is kept the browser asks before the tab is left. */
export function keepDraft(name: PromptName, draft: PromptDraft | null): void {
  if (draft) drafts.set(name, draft);
  else drafts.delete(name);
  if (drafts.size > 0) window.addEventListener("beforeunload", warn);
  else window.removeEventListener("beforeunload", warn);
  for (const listener of listeners) listener();
}

/**
 * Forgets the unsaved text of a prompt that was saved as a version, unless the person has written on meanwhile: what they wrote
 * is then made from that version. Gives whether nothing is left unsaved.
 */
export function settleDraft(name: PromptName, saved: { number: number; text: string }): boolean {
  const draft = drafts.get(name);
  const done = !draft || draft.text === saved.text;
  keepDraft(name, done ? null : { ...draft, from: saved.number, note: "" });
  return done;
}

/** What is not saved of a prompt, or null. */
export function useDraft(name: PromptName): PromptDraft | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => drafts.get(name) ?? null,
    () => null,
  );
}
