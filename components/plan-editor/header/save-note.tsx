"use client";

import { CloudOff, CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Spinner } from "#components/ui/spinner.tsx";
import { useEditor, useEditorState } from "../editor-context.ts";
import type { SaveState } from "../store/editor-store.ts";

const NOTES: Record<SaveState, ReactNode> = {
  // What is saved needs no word.
  saved: null,
  conflict: null,
  unsaved: "Not saved yet",
  saving: (
    <>
      <Spinner /> Saving
    </>
  ),
  offline: (
    <>
      <CloudOff aria-hidden /> Offline: edits are kept in this browser
    </>
  ),
  refused: (
    <>
      <CircleAlert aria-hidden /> Not saved
    </>
  ),
};

/** Whether the edits are saved; silent when they are. */
export function SaveNote() {
  const { store } = useEditor();
  const state = useEditorState((editor) => editor.saveState);
  const message = useEditorState((editor) => editor.saveMessage);
  const troubled = state === "offline" || state === "refused";
  return (
    <span
      role="status"
      title={message ?? undefined}
      data-save-state={state}
      className={`flex items-center gap-1.5 text-xs [&_svg]:size-3.5 ${troubled ? "text-status-failed" : "text-muted"}`}
    >
      {NOTES[state]}
      {state === "refused" && message && <span>: {message}</span>}
      {troubled && (
        <button type="button" className="underline" onClick={() => void store.flush()}>
          Try again
        </button>
      )}
    </span>
  );
}
