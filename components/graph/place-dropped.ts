import type { StepId } from "#lib/domain/ids.ts";
import type { Point } from "./canvas-props.ts";
import { CARD } from "./level-layout.ts";
import { placesKey, planDirection } from "./plan-direction.ts";
import { placeSteps } from "./step-positions.ts";

/** Puts a new step where a line was dropped: the line ends in the middle of the card's near side. */
export function placeDropped(positionsKey: string, stepId: StepId, point: Point): void {
  const direction = planDirection();
  const [left, top] = direction === "down" ? [CARD.width / 2, 0] : [0, CARD.height / 2];
  const corner = { x: point.x - left, y: point.y - top };
  placeSteps(placesKey(positionsKey, direction), { [stepId]: corner });
}
