import { useStore } from "@xyflow/react";
import { useDeferredValue } from "react";
import type { Distance } from "./canvas-context.ts";

/** Below this zoom cards show their titles alone: the rest could not be read. */
const FAR_BELOW = 0.5;
/** Below this zoom titles could not be read either: a large plan's cards are boxes of their states' colours. */
const SPECKS_BELOW = 0.2;

/** How much there is to draw. */
const DETAIL: Record<Distance, number> = { specks: 0, crowd: 1, far: 1, near: 2 };

/**
 * How much of the cards can be made out at the present zoom. Whoever zooms in need not wait for what there is to see close by, which is
 * drawn when there is time; who zooms out has more and more cards in view, and these are light at once.
 * @param large whether the plan has so many cards that only those in view are drawn
 */
export function useViewDistance(large: boolean): Distance {
  const now = useStore(({ transform: [, , zoom] }) => distanceAt(zoom, large));
  const before = useDeferredValue(now);
  return DETAIL[now] > DETAIL[before] ? before : now;
}

function distanceAt(zoom: number, large: boolean): Distance {
  if (zoom >= FAR_BELOW) return "near";
  if (!large) return "far";
  return zoom >= SPECKS_BELOW ? "crowd" : "specks";
}

/** Whether so many cards are seen from so far that all lines of a colour are one shape, and cards have no connection points. */
export function isCrowd(distance: Distance): boolean {
  return distance === "crowd" || distance === "specks";
}
