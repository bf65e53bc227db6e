import { useState, type RefObject } from "react";
import type { StepId } from "#lib/domain/ids.ts";
import type { Dependency } from "#lib/domain/plan.ts";
import type { Point } from "./canvas-props.ts";
import { edgeId } from "./edge-id.ts";

/**
 * The dependency that is selected, for keys and menus: which step they came from, and how they go back to it.
 * @param select takes a line's id, or null
 * @param goTo selects a step and moves the focus to its card
 */
export function useLines(
  root: RefObject<HTMLDivElement | null>,
  actions: {
    selectedEdge: string | null;
    select: (id: string | null) => void;
    onSelect: (stepIds: StepId[]) => void;
    goTo: (stepId: StepId) => void;
  },
) {
  const [cameFrom, setCameFrom] = useState<{ line: string; stepId: StepId } | null>(null);
  const { selectedEdge, select, onSelect, goTo } = actions;
  const lineOf = cameFrom?.line === selectedEdge ? cameFrom.stepId : null;
  const element = (id: string) =>
    root.current?.querySelector<SVGElement>(`.react-flow__edge[data-id="${CSS.escape(id)}"]`);
  /** As a click on it does: the line alone is selected. */
  function choose(id: string) {
    onSelect([]);
    select(id);
  }
  return {
    lineOf,
    choose,
    goToLine: (line: Dependency, stepId: StepId) => {
      const id = edgeId(line);
      setCameFrom({ line: id, stepId });
      choose(id);
      const drawn = element(id);
      drawn?.focus({ preventScroll: true });
      return Boolean(drawn);
    },
    leaveLine: () => {
      select(null);
      if (lineOf === null) root.current?.focus({ preventScroll: true });
      else goTo(lineOf);
    },
    lineAnchor: (line: Dependency): Point => {
      const box = (element(edgeId(line)) ?? root.current)?.getBoundingClientRect();
      return box ? { x: box.left + box.width / 2, y: box.top + box.height / 2 } : { x: 0, y: 0 };
    },
  };
}
