import { beforeEach, expect, test } from "vitest";
import { CARD } from "./level-layout.ts";
import { placeDropped } from "./place-dropped.ts";
import { chooseDirection, placesKey } from "./plan-direction.ts";
import { handMoved, tidySteps } from "./step-positions.ts";

beforeEach(() => {
  for (const direction of ["down", "right"] as const) tidySteps(placesKey("plan", direction));
});

test.each([
  ["down", { x: 500 - CARD.width / 2, y: 300 }],
  ["right", { x: 500, y: 300 - CARD.height / 2 }],
] as const)("read %s, the line ends in the middle of the new card's near side", (direction, corner) => {
  chooseDirection(direction);
  placeDropped("plan", "new", { x: 500, y: 300 });
  expect(handMoved(placesKey("plan", direction))).toEqual({ new: corner });
});
