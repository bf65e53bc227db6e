import { useCallback, useDeferredValue, useMemo, useState } from "react";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { findSteps } from "./find-steps.ts";

/** A search of a plan's steps. */
export type Find = {
  open: boolean;
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
  graph: PlanGraph,
  tools: readonly ToolSpec[],
  selection: readonly StepId[],
  onSelect: (stepIds: StepId[]) => void,
): Find {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
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
  const show = useCallback(() => setOpen(true), []);
  const close = useCallback(() => setOpen(false), []);
  return { open, text, setText, found, words: wordsOf(looking, at, results.length), show, close, go };
}

function wordsOf(looking: boolean, at: number, count: number): string {
  if (!looking) return "";
  if (count === 0) return "None found";
  return at < 0 ? `${count} found` : `${at + 1} of ${count}`;
}
