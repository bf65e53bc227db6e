"use client";

import { useEffect, useRef } from "react";

/** What the editor's page-wide keys do. */
export type EditorKeys = { undo: () => void; redo: () => void; run: () => void };

/**
 * Ctrl or Cmd with Z, Shift+Z (or Y) and Enter, wherever the focus is, except that a text field undoes its own typing and
 * an open dialog keeps its keys.
 */
export function useEditorKeys(keys: EditorKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey)) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target?.closest("[role=dialog], [role=menu]")) return;
      const action = actionOf(event);
      if (!action || (action !== "run" && target?.matches("input, textarea, select"))) return;
      event.preventDefault();
      latest.current[action]();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

function actionOf(event: KeyboardEvent): keyof EditorKeys | null {
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  if (key === "y") return "redo";
  return key === "enter" ? "run" : null;
}
