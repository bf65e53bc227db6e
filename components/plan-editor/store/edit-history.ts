import { describePatch } from "#lib/domain/describe-patch.ts";
import type { PatchOperation, PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";

/** One thing that can be undone or redone: the patch that does it, and the name of the edit that it is about. */
export type HistoryEntry = {
  name: string;
  patch: PlanPatch;
  /** While typing goes on: the word that ties edits together, and what is needed to name them as one. */
  run: { word: string; start: PlanGraph; forward: PlanPatch } | null;
};

export type EditHistory = { undo: readonly HistoryEntry[]; redo: readonly HistoryEntry[] };

export const EMPTY_HISTORY: EditHistory = { undo: [], redo: [] };

/** How many edits can be undone. */
const LONGEST = 500;

/**
 * @param edit the graph before it, the patch, what undoes it, the word that ties it to its neighbours, if any, and its name, unless that
 * is what the patch does
 */
export function recordEdit(
  history: EditHistory,
  edit: {
    start: PlanGraph;
    patch: PlanPatch;
    inverse: PlanPatch;
    word: string | null;
    name?: string | null;
  },
): EditHistory {
  const last = history.undo.at(-1);
  const goesOn = edit.word !== null && last?.run?.word === edit.word && history.redo.length === 0;
  const start = goesOn && last?.run ? last.run.start : edit.start;
  const forward = goesOn && last?.run ? joinPatches(last.run.forward, edit.patch) : edit.patch;
  const entry: HistoryEntry = {
    name: edit.name ?? describePatch(start, forward),
    patch: goesOn && last ? joinPatches(edit.inverse, last.patch) : edit.inverse,
    run: edit.word === null ? null : { word: edit.word, start, forward },
  };
  const undo = goesOn ? history.undo.slice(0, -1) : history.undo;
  return { undo: [...undo, entry].slice(-LONGEST), redo: [] };
}

/** No later edit is joined to the last one. */
export function endRun(history: EditHistory): EditHistory {
  const last = history.undo.at(-1);
  return last?.run ? { ...history, undo: [...history.undo.slice(0, -1), { ...last, run: null }] } : history;
}

/**
 * Takes the last entry off one stack and puts what takes it back on the other.
 * @param inverse the patch that takes it back, or null when it could not be done: the entry is let go
 */
export function turnEntry(
  history: EditHistory,
  from: "undo" | "redo",
  inverse: PlanPatch | null,
): EditHistory {
  const to = from === "undo" ? "redo" : "undo";
  const rest = history[from].slice(0, -1);
  const entry = history[from].at(-1);
  if (!entry || inverse === null) return { ...history, [from]: rest };
  const back: HistoryEntry = { name: entry.name, patch: inverse, run: null };
  return { ...history, [from]: rest, [to]: [...history[to], back] };
}

/** One patch that does what two do in turn; two updates of one step become one. */
export function joinPatches(first: PlanPatch, second: PlanPatch): PlanPatch {
  const before = only(first);
  const after = only(second);
  if (before?.op === "update" && after?.op === "update" && before.stepId === after.stepId) {
    return [{ ...after, changes: { ...before.changes, ...after.changes } }];
  }
  return [...first, ...second];
}

function only(patch: PlanPatch): PatchOperation | undefined {
  return patch.length === 1 ? patch[0] : undefined;
}
