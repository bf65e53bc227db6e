import type { Point } from "./canvas-props.ts";

function cardElement(canvas: HTMLElement | null, cardId: string): HTMLElement | null {
  return canvas?.querySelector<HTMLElement>(`[data-id="${CSS.escape(cardId)}"]`) ?? null;
}

/** Moves the focus to a card. */
export function focusCard(canvas: HTMLElement | null, cardId: string): void {
  // A card far away is not drawn yet, and one that a group gave way to is there in a moment; the keys go on from the canvas.
  const there = cardElement(canvas, cardId);
  (there ?? canvas)?.focus({ preventScroll: true });
  if (!there) requestAnimationFrame(() => cardElement(canvas, cardId)?.focus({ preventScroll: true }));
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
