"use client";

import { CloudOff, CircleAlert } from "lucide-react";
import { useState, type ReactNode } from "react";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { useEditor, useEditorState } from "../editor-context.ts";
import type { SaveState } from "../store/store-contract.ts";

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
  const [asking, setAsking] = useState(false);
  const troubled = state === "offline" || state === "refused";
  return (
    <span
      role="status"
      title={message ?? undefined}
      data-save-state={state}
      className={`flex items-center gap-1.5 empty:absolute text-xs [&_svg]:size-3.5 ${troubled ? "text-status-failed" : "text-muted"}`}
    >
      {NOTES[state]}
      {state === "refused" && message && <span>: {message}</span>}
      {troubled && (
        <button type="button" className="underline" onClick={() => void store.flush()}>
          Try again
        </button>
      )}
      {state === "refused" && (
        <button type="button" className="underline" onClick={() => setAsking(true)}>
          Discard
        </button>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Discard the edits that could not be saved?"
        description="The plan goes back to what the server has. This cannot be undone."
        confirmLabel="Discard"
        danger
        onConfirm={async () => store.discardUnsaved()}
      />
    </span>
  );
}
