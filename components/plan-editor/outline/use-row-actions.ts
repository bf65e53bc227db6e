import { useMemo, useState } from "react";
import { flushSync } from "react-dom";
import { showToast } from "#components/ui/toast.tsx";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import { addBeside, removeSteps } from "../edit-patches.ts";
import { useEditor } from "../editor-context.ts";
import { makeStep } from "../new-step.ts";
import { refocusSteps } from "../refocus.ts";
import { dropBefore, dropBehind, rowAbove, type OutlineMove } from "./outline-model.ts";
import type { DropPlace, RowActions } from "./row-actions.ts";

/** A row that is led elsewhere, and the place that it would take. */
export type RowDrag = { dragged: StepId | null; over: DropPlace | null };

/**
 * What the outline's rows can ask for, and the row that is being dragged.
 * @param focus puts the cursor into a row's title, which it may select
 */
export function useRowActions(
  focus: (stepId: StepId, toBeNamed?: boolean) => void,
): RowDrag & { actions: RowActions } {
  const editor = useEditor();
  const [dragged, setDragged] = useState<StepId | null>(null);
  const [over, setOver] = useState<DropPlace | null>(null);
  const actions = useMemo((): RowActions => {
    const { store, edit } = editor;
    const now = () => store.getState().graph;
    /** Makes an edit, and has the rows drawn that come of it. */
    const change = (patch: PlanPatch) => {
      let done = false;
      flushSync(() => {
        done = edit(patch).ok;
      });
      return done;
    };
    const perform = (move: OutlineMove, stepId: StepId, then: (stepId: StepId) => void = focus) => {
      if (!move.ok) showToast(move.reason);
      else if (change(move.patch)) then(stepId);
    };
    const endDrag = () => {
      setDragged(null);
      setOver(null);
    };
    return {
      addBelow: (stepId) => {
        const step = makeStep(null);
        if (change(addBeside(now(), step, stepId, "after"))) focus(step.id, true);
      },
      remove: (stepId) => {
        const above = rowAbove(now(), stepId);
        if (!above) refocusSteps();
        if (change(removeSteps(now(), [stepId], editor.tools)) && above) focus(above.id);
      },
      move: (move, stepId) => perform(move, stepId),
      startDrag: setDragged,
      dragOver: (place) => setOver((last) => (samePlace(last, place) ? last : place)),
      drop: ({ stepId, side }, by) => {
        if (dragged && dragged !== stepId) {
          const put = side === "before" ? dropBefore : dropBehind;
          const select = (moved: StepId) => store.select([moved]);
          perform(put(now(), dragged, stepId), dragged, by === "mouse" ? focus : select);
        }
        endDrag();
      },
      endDrag,
    };
  }, [editor, focus, dragged]);
  return { actions, dragged, over };
}

function samePlace(a: DropPlace | null, b: DropPlace | null): boolean {
  return a?.stepId === b?.stepId && a?.side === b?.side;
}
