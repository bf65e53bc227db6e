"use client";
import { useSyncExternalStore } from "react";
import type { EditorState, EditorStore } from "./store-contract.ts";

/**
 * Reads a part of the editor's state and renders again when that part changes.
 * @param selector must give the same object while its part is unchanged: pick fields, do not build new ones
 */
export function useEditorStore<T>(store: EditorStore, selector: (state: EditorState) => T): T {
  const read = () => selector(store.getState());
  return useSyncExternalStore(store.subscribe, read, read);
}
