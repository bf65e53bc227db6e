import type { StepId } from "#lib/domain/ids.ts";
import type { Autosave } from "./autosave.ts";
import type { DraftFindings } from "./draft-findings.ts";
import type { Draft } from "./draft.ts";
import type { EditHistory } from "./edit-history.ts";
import type { EditorState, SaveState } from "./store-contract.ts";

/** What the state of an editor is read from. */
export type EditorParts = {
  draft: Draft;
  autosave: Autosave;
  findings: DraftFindings;
  history: EditHistory;
  selection: readonly StepId[];
  kept: boolean;
  loaded: boolean;
};

/** Everything the editor shows, as its parts have it now; the selection is the same list as in the last state while it names the same steps. */
export function readState(parts: EditorParts, last: EditorState | null): EditorState {
  const { draft, autosave, findings, history, selection, kept, loaded } = parts;
  const undo = history.undo.at(-1);
  const redo = history.redo.at(-1);
  return {
    plan: draft.base,
    graph: draft.graph,
    rev: draft.base.rev,
    findings: findings.findings,
    asks: findings.asks,
    selection: last && sameSteps(last.selection, selection) ? last.selection : [...selection],
    canUndo: undo !== undefined,
    undoName: undo ? `Undo ${lowerFirst(undo.name)}` : null,
    canRedo: redo !== undefined,
    redoName: redo ? `Redo ${lowerFirst(redo.name)}` : null,
    saveState: readSaveState(draft, autosave),
    saveMessage: autosave.trouble?.message ?? null,
    kept,
    mergeNotice: draft.notice,
    loaded,
  };
}

function readSaveState({ notice, hasWork }: Draft, { trouble, saving }: Autosave): SaveState {
  if (trouble) return trouble.state;
  if (notice && notice.conflicts.length + notice.dropped.length > 0) return "conflict";
  if (saving) return "saving";
  return hasWork ? "unsaved" : "saved";
}

/** Whether two selections name the same steps in the same order. */
export function sameSteps(a: readonly StepId[], b: readonly StepId[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
