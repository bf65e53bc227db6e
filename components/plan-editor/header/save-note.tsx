"use client";

import { CloudOff, CircleAlert } from "lucide-react";
import { useState, type ReactNode } from "react";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { useEditor, useEditorState } from "../editor-context.ts";
import type { EditorState, SaveState } from "../store/store-contract.ts";

/** What cannot be saved now is told in words; what is saved needs none. */
function noteOf({ saveState, saveMessage, kept }: Pick<EditorState, "saveState" | "saveMessage" | "kept">) {
  const rest = kept ? "" : " This browser keeps nothing: leave the page open.";
  switch (saveState) {
    case "saved":
    case "conflict":
      return null;
    case "unsaved":
      return "Not saved yet";
    case "saving":
      return "Saving";
    case "offline":
      return kept ? "Offline: edits are kept in this browser" : `Offline.${rest}`;
    case "signed_out":
      return `Not saved: you are signed out.${rest}`;
    case "failing":
      return `Not saved yet: ${saveMessage}${rest}`;
    case "refused":
      return `Not saved: ${saveMessage}${rest}`;
  }
}

/** The state's mark; none while nothing is the matter. */
const MARKS: Partial<Record<SaveState, ReactNode>> = {
  saving: <Spinner />,
  offline: <CloudOff aria-hidden />,
  signed_out: <CircleAlert aria-hidden />,
  failing: <CircleAlert aria-hidden />,
  refused: <CircleAlert aria-hidden />,
};

const TROUBLES: ReadonlySet<SaveState> = new Set(["offline", "signed_out", "failing", "refused"]);

/** Whether the edits are saved; silent when they are. */
export function SaveNote() {
  const { store } = useEditor();
  const state = useEditorState((editor) => editor.saveState);
  const message = useEditorState((editor) => editor.saveMessage);
  const kept = useEditorState((editor) => editor.kept);
  const [asking, setAsking] = useState(false);
  const troubled = TROUBLES.has(state);
  const note = noteOf({ saveState: state, saveMessage: message, kept });
  return (
    <span
      role="status"
      title={message ?? undefined}
      data-save-state={state}
      className={`flex flex-wrap items-center gap-x-1.5 empty:absolute text-xs [&_svg]:size-3.5 ${troubled ? "text-status-failed" : "text-muted"}`}
    >
      {note !== null && (
        <span className="flex min-w-0 items-center gap-1.5 [&_svg]:shrink-0">
          {MARKS[state]}
          <span className="min-w-0 wrap-anywhere">{note}</span>
        </span>
      )}
      {state === "signed_out" && <SignInLink here={kept} />}
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

/**
 * The way back in, and from there to this plan.
 * @param here the page may be left for it: the edits are there again afterwards
 */
function SignInLink({ here }: { here: boolean }) {
  const { live } = useEditor();
  const planId = useEditorState((editor) => editor.plan.id);
  const back = `/plans/${planId}${live ? `?run=${live.run.id}` : ""}`;
  return (
    <a
      href={`/sign-in?callbackUrl=${encodeURIComponent(back)}`}
      target={here ? undefined : "_blank"}
      className="underline"
    >
      Sign in
    </a>
  );
}
