import { CARD, GAP } from "../level-layout.ts";
import type { PlanDirection } from "../plan-direction.ts";

/**
 * The layout thinks of rows that follow each other along the reading direction and of places across it: downwards, along is y and
 * across is x; to the right it is the other way round.
 */
export type Sizes = {
  /** A card's extent, and the least room to its neighbour in the row. */
  across: number;
  gap: number;
  /** A card's extent, and the least room to the next row. */
  along: number;
  rowGap: number;
};

const DOWN: Sizes = { across: CARD.width, gap: GAP.x, along: CARD.height, rowGap: GAP.y };
// Lines that run sideways want more room to bend in, and cards one above the other need less between them.
const RIGHT: Sizes = { across: CARD.height, gap: 32, along: CARD.width, rowGap: 96 };

export function sizesFor(direction: PlanDirection): Sizes {
  return direction === "down" ? DOWN : RIGHT;
}
