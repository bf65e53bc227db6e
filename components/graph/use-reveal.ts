import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import type { Point } from "./canvas-props.ts";
import { cardBox, shiftIntoView } from "./card-box.ts";
import { CARD } from "./level-layout.ts";
import { moveTime } from "./move-time.ts";

/** How long the view glides to a step, in milliseconds. */
const GLIDE_MS = 200;
/** Steps that are chosen faster than this, one after the other, are jumped to. */
const QUICK_MS = 2 * GLIDE_MS;
/** A card that is shown because it was chosen elsewhere is not drawn smaller than it can be read. */
const LEGIBLE = 0.6;

/**
 * Brings the selected step into view when it was chosen elsewhere (outline, keyboard): one close by with as little movement as will
 * do, which keeps the reader's bearings and draws few cards anew; any other into the middle. A click on a card moves nothing.
 * @param generation grows with every new layout, after which the step may lie elsewhere
 * @param takeClicked whether the last selection came from a click on the canvas; the next answer is no
 */
export function useReveal(
  stepId: string | null,
  points: Readonly<Record<string, Point>>,
  generation: number,
  takeClicked: () => boolean,
): void {
  const flow = useReactFlow();
  const store = useStoreApi();
  const revealed = useRef(Number.NEGATIVE_INFINITY);
  const latest = useRef(points);
  useEffect(() => {
    latest.current = points;
  }, [points]);

  useEffect(() => {
    const clicked = takeClicked();
    const point = stepId === null ? undefined : latest.current[stepId];
    if (clicked || !point) return;
    const { width, height, transform } = store.getState();
    const [x, y, zoom] = transform;
    const box = cardBox(point, transform);
    const inside = box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height;
    if (!inside && width > 0) {
      const now = performance.now();
      // Who walks on quickly need not wait for each glide.
      const duration = now - revealed.current < QUICK_MS ? 0 : moveTime(GLIDE_MS);
      revealed.current = now;
      const shift = zoom < LEGIBLE ? null : shiftIntoView(box, { width, height });
      if (shift) void flow.setViewport({ x: x + shift.x, y: y + shift.y, zoom }, { duration });
      else {
        const centre = { x: point.x + CARD.width / 2, y: point.y + CARD.height / 2 };
        void flow.setCenter(centre.x, centre.y, { zoom: Math.max(zoom, LEGIBLE), duration });
      }
    }
    // A new selection or layout moves the view, not a step that is dragged while it is selected.
  }, [stepId, generation, takeClicked, flow, store]);
}
