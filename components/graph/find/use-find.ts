import { useCallback, useContext, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { findSteps } from "./find-steps.ts";
import { KeptSearchesContext, type SearchedView } from "./kept-search.ts";

/** A search of a plan's steps. */
export type Find = {
  open: boolean;
  /** Whether the box takes the focus when it appears: a person has asked for it, or was in it before its view was built anew. */
  takesFocus: boolean;
  /** Told whether the focus is in the box. */
  setFocused: (focused: boolean) => void;
  text: string;
  setText: (text: string) => void;
  /** What was found; null while nothing is looked for. */
  found: ReadonlySet<StepId> | null;
  /** "3 of 12", "12 found". */
  words: string;
  show: () => void;
  close: () => void;
  /** Selects the next result or the one before, and goes round at the end. */
  go: (by: 1 | -1) => void;
};

/** Results are walked by selecting them, so that outline, canvas and inspector show the same. */
export function useFind(
  view: SearchedView,
  graph: PlanGraph,
  tools: readonly ToolSpec[],
  selection: readonly StepId[],
  onSelect: (stepIds: StepId[]) => void,
): Find {
  const kept = useContext(KeptSearchesContext);
  const [before] = useState(() => kept?.get(view));
  const [open, setOpen] = useState(before?.open ?? false);
  const [text, setText] = useState(before?.text ?? "");
  const [takesFocus, setTakesFocus] = useState(() => before?.focused === true && !focusIsElsewhere());
  const focused = useRef(takesFocus);
  const keep = useCallback(
    () => kept?.set(view, { open, text, focused: open && focused.current }),
    [kept, view, open, text],
  );
  useEffect(() => void keep(), [keep]);
  const setFocused = useCallback(
    (now: boolean) => {
      focused.current = now;
      keep();
    },
    [keep],
  );
  // In a plan of thousands the box must not wait for the cards that are dimmed.
  const sought = useDeferredValue(open ? text : "");
  const results = useMemo(() => findSteps(graph, tools, sought), [graph, tools, sought]);
  const looking = sought.trim() !== "";
  const found = useMemo(() => (looking ? new Set(results) : null), [looking, results]);
  const current = selection.at(-1);
  const at = current === undefined ? -1 : results.indexOf(current);

  function go(by: 1 | -1) {
    // Who types fast and presses Enter means what is typed, whether or not the results shown have caught up.
    const now = findSteps(graph, tools, text);
    const here = current === undefined ? -1 : now.indexOf(current);
    const next = here < 0 ? now.at(by === 1 ? 0 : -1) : now[(here + by + now.length) % now.length];
    if (next !== undefined) onSelect([next]);
  }
  const show = useCallback(() => {
    setTakesFocus(true);
    setOpen(true);
  }, []);
  const close = useCallback(() => setOpen(false), []);
  const words = wordsOf(looking, at, results.length);
  return { open, takesFocus, setFocused, text, setText, found, words, show, close, go };
}

/** Whether a person is at something that stays, such as the tab that brought the view back. The search's old box is still there. */
function focusIsElsewhere(): boolean {
  const { activeElement, body } = document;
  return activeElement !== null && activeElement !== body && activeElement.closest("[role=search]") === null;
}

function wordsOf(looking: boolean, at: number, count: number): string {
  if (!looking) return "";
  if (count === 0) return "None found";
  return at < 0 ? `${count} found` : `${at + 1} of ${count}`;
}
