import type { Point } from "./canvas-props.ts";
import type { Size } from "./first-view.ts";
import { CARD } from "./level-layout.ts";

/** Edges of a card in pixels from the canvas's upper left corner. */
type Box = Record<"left" | "top" | "right" | "bottom", number>;

/** How far from the canvas's edge a card is when it has just been brought into view, in pixels. */
const MARGIN = 48;

/**
 * Where a card is seen, in pixels from the canvas's upper left corner.
 * @param transform the canvas's, as React Flow keeps it: shift to the right, shift down, zoom
 */
export function cardBox({ x, y }: Point, [shiftX, shiftY, zoom]: readonly [number, number, number]): Box {
  const left = x * zoom + shiftX;
  const top = y * zoom + shiftY;
  return { left, top, right: left + CARD.width * zoom, bottom: top + CARD.height * zoom };
}

/**
 * How far the view has to move, in pixels, so that a card which is not wholly in it is.
 * @returns null when the card is more than the canvas's own size away, or larger than the canvas
 */
export function shiftIntoView({ left, top, right, bottom }: Box, { width, height }: Size): Point | null {
  const x = shiftInto(left, right, width);
  const y = shiftInto(top, bottom, height);
  return x === null || y === null ? null : { x, y };
}

function shiftInto(low: number, high: number, room: number): number | null {
  if (low < -room || high > 2 * room || high - low > room - 2 * MARGIN) return null;
  if (low < MARGIN) return MARGIN - low;
  return Math.min(0, room - MARGIN - high);
}
