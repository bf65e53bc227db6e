import type { Point } from "./canvas-props.ts";

function cardElement(canvas: HTMLElement | null, cardId: string): HTMLElement | null {
  return canvas?.querySelector<HTMLElement>(`[data-id="${CSS.escape(cardId)}"]`) ?? null;
}

/** The canvas that something stands on. */
export function canvasOf(element: Element): HTMLElement | null {
  return element.closest<HTMLElement>(".plan-canvas");
}

/** How many frames a card may take to be drawn: as long as the view glides to it, and some more in a large plan. */
const FRAMES = 40;
/** Which call was the last: whoever walks on no longer waits for an earlier card. */
let lastCall = 0;

/** Moves the focus to a card. */
export function focusCard(canvas: HTMLElement | null, cardId: string): void {
  const call = ++lastCall;
  // A card far away is not drawn yet, and one that a group gave way to is there in a moment; the keys go on from the canvas.
  const there = cardElement(canvas, cardId);
  (there ?? canvas)?.focus({ preventScroll: true });
  const look = (frames: number) =>
    requestAnimationFrame(() => {
      if (call !== lastCall || document.activeElement !== canvas) return;
      const card = cardElement(canvas, cardId);
      if (card) card.focus({ preventScroll: true });
      else if (frames > 1) look(frames - 1);
    });
  if (!there) look(FRAMES);
}

/**
 * Where a menu opens that a key asks for, in pixels of the window.
 * @param cardId the card that it is about; null where that is not drawn
 * @param below under the card; else in the upper part of the canvas
 */
export function menuAnchor(canvas: HTMLElement | null, cardId: string | null, below: boolean): Point {
  const box = (cardId === null ? canvas : cardElement(canvas, cardId))?.getBoundingClientRect();
  if (!box) return { x: 0, y: 0 };
  return { x: box.left + box.width / 2, y: below ? box.bottom : box.top + box.height / 3 };
}
