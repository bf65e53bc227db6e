import type { NodeChange, NodeMouseHandler } from "@xyflow/react";
import { useCallback, useEffect, useRef } from "react";
import type { PlanCanvasProps } from "./canvas-props.ts";
import type { CanvasNode } from "./groups/canvas-node.ts";
import { stepsOf, type DrawnGraph } from "./groups/step-groups.ts";
import { selectionWords } from "./selection-words.ts";

/** What a pointer or a finger selects on the canvas, of cards and of groups, which stand for their steps. */
export function useCardSelection(
  { graph, selection, onSelect, say }: Pick<PlanCanvasProps, "graph" | "selection" | "onSelect" | "say">,
  drawn: DrawnGraph,
) {
  /** Taps add to the selection and take from it, one card each; a drag over the canvas selects what it covers. */
  const several = useRef({ on: false, covering: false });

  // React Flow reports one click in several calls; each must build on the one before, not on the last render.
  const latest = useRef<readonly string[]>(selection);
  useEffect(() => {
    // A selected step may have left the plan meanwhile; React Flow would never report that it is no longer selected.
    const steps = new Set(graph.steps.map(({ id }) => id));
    latest.current = selection.filter((id) => steps.has(id));
  }, [selection, graph]);
  /** The last step of what was chosen by a pointer, until it is asked for; undefined afterwards. */
  const clicked = useRef<string | null>(undefined);
  const takeClicked = useCallback(() => {
    // One that chose another step since was no click, although nobody asked about the one before it.
    const last = clicked.current !== undefined && clicked.current === (latest.current.at(-1) ?? null);
    clicked.current = undefined;
    return last;
  }, []);

  const setTapsSelect = useCallback((on: boolean) => {
    several.current.on = on;
  }, []);
  const setCovering = useCallback((covering: boolean) => {
    several.current.covering = covering;
  }, []);

  const select = useCallback(
    (stepIds: string[]) => {
      // One card that is clicked takes the focus, and is told of by that.
      if (stepIds.length > 1 && stepIds.length !== latest.current.length)
        say?.(selectionWords(stepIds.length));
      latest.current = stepIds;
      clicked.current = stepIds.at(-1) ?? null;
      onSelect([...stepIds]);
    },
    [onSelect, say],
  );

  /** Adds a card to what is selected, or takes it out. */
  const toggle = useCallback(
    (cardId: string, chosen: readonly string[]) => {
      const own = stepsOf(drawn, cardId);
      const rest = chosen.filter((other) => !own.includes(other));
      select(rest.length < chosen.length ? rest : [...chosen, ...own]);
    },
    [drawn, select],
  );

  /** Takes in what React Flow reports of cards that are selected or no longer are. */
  const takeSelects = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const selected = new Set(latest.current);
      for (const change of changes) {
        if (change.type !== "select") continue;
        for (const id of stepsOf(drawn, change.id)) {
          if (change.selected) selected.add(id);
          else selected.delete(id);
        }
      }
      const byTap = several.current.on && !several.current.covering;
      if (!byTap && changes.some((change) => change.type === "select")) {
        select([...selected]);
      }
    },
    [drawn, select],
  );

  // React Flow leaves a selection of several as it is when one of them is clicked; people mean that one.
  const onNodeClick: NodeMouseHandler<CanvasNode> = useCallback(
    (event, { id }) => {
      if (several.current.on) return toggle(id, latest.current);
      if (event.shiftKey || event.ctrlKey || event.metaKey || latest.current.length < 2) return;
      select([...stepsOf(drawn, id)]);
    },
    [drawn, select, toggle],
  );

  return { takeClicked, setTapsSelect, setCovering, toggle, takeSelects, onNodeClick };
}
