import { useRef, type MouseEvent } from "react";
import type { StepId } from "#lib/domain/ids.ts";
import { STILL } from "./long-press.ts";

/**
 * What to do as a rectangle is drawn over the canvas. With Shift held, React Flow begins one at the least movement, also on a card: where
 * the hand only trembled, it was a click that adds the card to the selection or takes it out.
 */
export function useCovering({
  selection,
  coarse,
  setCovering,
  toggle,
}: {
  selection: readonly StepId[];
  coarse: boolean;
  setCovering: (covering: boolean) => void;
  toggle: (cardId: string, selection: readonly StepId[]) => void;
}) {
  /** Where it began, and what was selected then, which the rectangle replaces at once. */
  const start = useRef({ x: 0, y: 0, selection });
  return {
    onSelectionStart: ({ clientX: x, clientY: y }: MouseEvent) => {
      start.current = { x, y, selection };
      setCovering(true);
    },
    onSelectionEnd: ({ clientX, clientY, nativeEvent }: MouseEvent) => {
      setCovering(false);
      if (coarse) endTouchSelection(nativeEvent);
      const { x, y, selection: before } = start.current;
      const card =
        nativeEvent.target instanceof Element ? nativeEvent.target.closest(".react-flow__node") : null;
      const cardId = card?.getAttribute("data-id");
      if (cardId && Math.hypot(clientX - x, clientY - y) <= STILL) toggle(cardId, before);
    },
  };
}

/**
 * React Flow keeps the click that ends a mouse's selection from the card below. A finger's drag has no click, so that the next tap
 * would be lost.
 */
function endTouchSelection({ target }: Event): void {
  if (target instanceof Element)
    target.closest(".react-flow__pane")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
}
