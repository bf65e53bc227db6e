import { useMemo, useRef, type FocusEvent, type RefObject } from "react";

/**
 * Keeps the keys alive on a canvas that draws only the cards in view: when the view moves on from the card that has the focus, that
 * card goes, and the focus would fall to the page.
 * @returns what the canvas calls when the focus comes and goes, and when a move of the view has ended
 */
export function useKeptFocus(canvas: RefObject<HTMLElement | null>) {
  const had = useRef(false);
  return useMemo(
    () => ({
      onFocus: () => {
        had.current = true;
      },
      onBlur: ({ relatedTarget, target }: FocusEvent) => {
        const within = relatedTarget instanceof Node && canvas.current?.contains(relatedTarget);
        // A browser may tell of a card's going as of any other leave; then it is no longer in the page.
        if (!within && target.isConnected) had.current = false;
      },
      onMoveEnd: () => {
        if (had.current && document.activeElement === document.body) {
          canvas.current?.focus({ preventScroll: true });
        }
      },
    }),
    [canvas],
  );
}
