import type { Point } from "./canvas-props.ts";
import { CARD } from "./level-layout.ts";

/**
 * Where a card is seen, in pixels from the canvas's upper left corner.
 * @param transform the canvas's, as React Flow keeps it: shift to the right, shift down, zoom
 */
export function cardBox(
  { x, y }: Point,
  [shiftX, shiftY, zoom]: readonly [number, number, number],
): Record<"left" | "top" | "right" | "bottom", number> {
  const left = x * zoom + shiftX;
  const top = y * zoom + shiftY;
  return { left, top, right: left + CARD.width * zoom, bottom: top + CARD.height * zoom };
}
