import type { StepId } from "#lib/domain/ids.ts";
import type { OutlineMove } from "./outline-model.ts";

/** Where a dragged row would go: in front of another row or behind it. */
export type DropPlace = { stepId: StepId; side: "before" | "after" };

/** What a row of the outline can ask for. */
export type RowActions = {
  addBelow: (stepId: StepId) => void;
  remove: (stepId: StepId) => void;
  move: (move: OutlineMove, stepId: StepId) => void;
  startDrag: (stepId: StepId) => void;
  /** Null beside all rows. */
  dragOver: (row: DropPlace | null) => void;
  /** One that a finger dropped is only selected: with the focus in its title the keyboard would cover the screen. */
  drop: (row: DropPlace, by: "mouse" | "finger") => void;
  endDrag: () => void;
};
