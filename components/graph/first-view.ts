import { getNodesBounds, getViewportForBounds, type Viewport } from "@xyflow/react";
import type { CanvasNode } from "./groups/canvas-node.ts";
import { CARD } from "./level-layout.ts";

/** How the whole plan is brought into view when a person asks for it: above the canvas' buttons, which stand along its foot. */
export const FIT = {
  padding: { top: 0.1, x: 0.1, bottom: "76px" },
  minZoom: 0.05,
  maxZoom: 1,
} as const;

/** A plan that is opened or grows is not shown smaller than its shape can be made out. */
export const FOLLOW = { ...FIT, minZoom: 0.25 } as const;

/** The canvas's, in pixels. */
export type Size = { width: number; height: number };

/** Where the layout puts the first card of a plan that has none yet. */
const FIRST_CARD = { x: -CARD.width / 2, y: 0, ...CARD };

/**
 * The view a canvas begins with: the whole plan, or the place where its first card will be. A canvas without room, as one that is
 * hidden, begins anywhere; it is fitted when it gets some.
 */
export function firstView(nodes: readonly CanvasNode[], { width, height }: Size): Viewport {
  if (width === 0 || height === 0) return { x: 0, y: 0, zoom: 1 };
  const bounds = nodes.length === 0 ? FIRST_CARD : getNodesBounds([...nodes]);
  return getViewportForBounds(bounds, width, height, FOLLOW.minZoom, FOLLOW.maxZoom, FOLLOW.padding);
}
