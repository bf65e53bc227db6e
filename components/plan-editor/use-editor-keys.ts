"use client";

import { useEffect, useRef } from "react";

/** Fields in which the browser undoes typing. */
const TEXT_FIELD = "textarea, input:not([type=checkbox], [type=radio], [type=range], [type=file])";

/** What the editor's page-wide keys do. */
export type EditorKeys = Record<"undo" | "redo" | "run" | "compare", () => void>;

/**
 * Ctrl or Cmd with Z, Shift+Z (or Y), Enter and Shift+K, wherever the focus is, except that a text field undoes what was typed
 * since it was entered, or is not valid yet, and an open dialog keeps its keys.
 */
export function useEditorKeys(keys: EditorKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    let typedIn: HTMLElement | null = null;
    function onInput({ target }: Event) {
      typedIn = target instanceof HTMLElement && target.matches(TEXT_FIELD) ? target : null;
    }
    function onFocusIn() {
      typedIn = null;
    }
    function ownTyping(field: HTMLElement): boolean {
      return field === typedIn || (field.matches(TEXT_FIELD) && field.ariaInvalid === "true");
    }
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey)) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target?.closest("[role=dialog], [role=menu]")) return;
      const action = actionOf(event);
      const history = action === "undo" || action === "redo";
      if (!action || (history && target && ownTyping(target))) return;
      event.preventDefault();
      latest.current[action]();
    }
    document.addEventListener("input", onInput);
    document.addEventListener("focusin", onFocusIn);
    document.addEventListener("keydown", onKeyDown);
    return () => {
      document.removeEventListener("input", onInput);
      document.removeEventListener("focusin", onFocusIn);
      document.removeEventListener("keydown", onKeyDown);
    };
  }, []);
}

function actionOf(event: KeyboardEvent): keyof EditorKeys | null {
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  if (key === "y") return "redo";
  if (key === "k") return event.shiftKey ? "compare" : null;
  return key === "enter" ? "run" : null;
}
