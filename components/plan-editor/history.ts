import { showToast } from "#components/ui/toast.tsx";
import type { Editor } from "./editor-context.ts";

/** Undoes or redoes one edit and says which; when it cannot, why. */
export function undoOrRedo(editor: Editor, what: "undo" | "redo"): void {
  const { undoName, redoName } = editor.store.getState();
  const result = what === "undo" ? editor.store.undo() : editor.store.redo();
  if (!result.ok) showToast(result.message, "error");
  else editor.announce(`${(what === "undo" ? undoName : redoName) ?? ""}: done.`);
}
