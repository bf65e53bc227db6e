import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import type { Point } from "./canvas-props.ts";
import { cardBox } from "./card-box.ts";
import { CARD } from "./level-layout.ts";
import { moveTime } from "./move-time.ts";

/**
 * Brings the selected step into view when it was chosen elsewhere (outline, keyboard). A click on a card moves nothing.
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
  const latest = useRef(points);
  useEffect(() => {
    latest.current = points;
  }, [points]);

  useEffect(() => {
    const clicked = takeClicked();
    const point = stepId === null ? undefined : latest.current[stepId];
    if (clicked || !point) return;
    const { width, height, transform } = store.getState();
    const { left, top, right, bottom } = cardBox(point, transform);
    const inside = left >= 0 && top >= 0 && right <= width && bottom <= height;
    if (!inside && width > 0) {
      const centre = { x: point.x + CARD.width / 2, y: point.y + CARD.height / 2 };
      void flow.setCenter(centre.x, centre.y, { zoom: Math.max(transform[2], 0.6), duration: moveTime(200) });
    }
    // A new selection or layout moves the view, not a step that is dragged while it is selected.
  }, [stepId, generation, takeClicked, flow, store]);
}
