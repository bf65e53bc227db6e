import type { GraphShape } from "#lib/domain/graph.ts";
import { placesKey, planDirection } from "../plan-direction.ts";
import { lastLayout, rememberLayout } from "./layout-memory.ts";
import { requestLayout } from "./request-layout.ts";
import { shapeName } from "./shape-name.ts";

/**
 * Has a plan laid out that is about to be opened, so that the canvas finds its layout there, or under way, when its code has come.
 * @param positionsKey as the canvas will be given it
 */
export function anticipateLayout(positionsKey: string, shape: GraphShape): void {
  const direction = planDirection();
  const key = placesKey(positionsKey, direction);
  const earlier = lastLayout(key);
  if (shape.steps.length === 0) return;
  if (earlier?.direction === direction && earlier.of === shapeName(shape)) return;
  requestLayout({ shape, direction, earlier }, new AbortController().signal).then(
    (layout) => rememberLayout(key, layout),
    // The canvas asks for itself, and shows the plain layout when there is none.
    () => undefined,
  );
}
