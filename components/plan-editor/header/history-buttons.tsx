"use client";

import { Redo2, Undo2 } from "lucide-react";
import { useCommands } from "#components/palette/commands.ts";
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
  useCommands(() => ({
    commands: (["undo", "redo"] as const).flatMap((what) => {
      const name = what === "undo" ? undoName : redoName;
      if (!(what === "undo" ? canUndo : canRedo) || !editor.editable || name === null) return [];
      const [icon, keys] =
        what === "undo" ? [<Undo2 key="undo" />, "Ctrl+Z"] : [<Redo2 key="redo" />, "Ctrl+Shift+Z"];
      return [{ id: what, group: "Plan", label: name, icon, keys, run: () => undoOrRedo(editor, what) }];
    }),
  }));
  if (!editor.mayEdit) return null;
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
