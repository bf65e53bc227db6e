"use client";

import { Redo2, Undo2 } from "lucide-react";
import { IconButton } from "#components/ui/button.tsx";
import { useEditor, useEditorState } from "../editor-context.ts";
import { undoOrRedo } from "../history.ts";

/** Undo and redo; each says what it will do. */
export function HistoryButtons() {
  const editor = useEditor();
  const canUndo = useEditorState((state) => state.canUndo);
  const undoName = useEditorState((state) => state.undoName);
  const canRedo = useEditorState((state) => state.canRedo);
  const redoName = useEditorState((state) => state.redoName);
  return (
    <div className="flex">
      <IconButton
        label={undoName ?? "Nothing to undo"}
        icon={<Undo2 />}
        disabled={!canUndo || !editor.editable}
        onClick={() => undoOrRedo(editor, "undo")}
      />
      <IconButton
        label={redoName ?? "Nothing to redo"}
        icon={<Redo2 />}
        disabled={!canRedo || !editor.editable}
        onClick={() => undoOrRedo(editor, "redo")}
      />
    </div>
  );
}
