import { useUpdateNodeInternals } from "@xyflow/react";
import { useEffect, useRef, type RefObject } from "react";
import type { Distance } from "./canvas-context.ts";
import type { PlanDirection } from "./plan-direction.ts";
import { isCrowd } from "./use-view-distance.ts";

/** Has React Flow measure the cards again where their connection points are at other sides, or are there at all, which it does not notice. */
export function useMeasuredCards(
  root: RefObject<HTMLElement | null>,
  {
    direction,
    distance,
    connectable,
  }: { direction: PlanDirection; distance: Distance; connectable: boolean },
): void {
  const measureAgain = useUpdateNodeInternals();
  const measured = useRef({ direction, distance, connectable });
  useEffect(() => {
    const last = measured.current;
    measured.current = { direction, distance, connectable };
    // From afar, and while a plan is made, cards have none.
    if (
      last.direction !== direction ||
      last.connectable !== connectable ||
      (isCrowd(last.distance) && !isCrowd(distance))
    )
      measureAgain(drawnCards(root.current));
  }, [root, direction, distance, connectable, measureAgain]);
}

/** Ids of the cards that are in the document: of a large plan, those in view. Others are measured when they come. */
function drawnCards(canvas: HTMLElement | null): string[] {
  const cards = canvas?.querySelectorAll<HTMLElement>(".react-flow__node") ?? [];
  return Array.from(cards, (card) => card.dataset["id"] ?? "");
}
