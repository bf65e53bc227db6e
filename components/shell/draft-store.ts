"use client";

import { useSyncExternalStore } from "react";
import { askBeforeLeaving } from "./ask-before-leaving.ts";

/**
 * A place outside the page for what is not saved yet, by key, so that going to another page and back loses nothing. While anything is
 * kept in it the browser asks before the tab is left.
 */
export function draftStore<Key, Draft>() {
  const drafts = new Map<Key, Draft>();
  const listeners = new Set<() => void>();
  const leaving = askBeforeLeaving();

  /** Keeps what is not saved, or forgets it. */
  function keep(key: Key, draft: Draft | null): void {
    if (draft === null) drafts.delete(key);
    else drafts.set(key, draft);
    leaving(drafts.size > 0);
    for (const listener of listeners) listener();
  }

  const read = (key: Key): Draft | null => drafts.get(key) ?? null;

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** What is not saved under a key, or null; followed. */
  function useDraft(key: Key): Draft | null {
    return useSyncExternalStore(
      subscribe,
      () => read(key),
      () => null,
    );
  }

  return { keep, read, useDraft };
}
