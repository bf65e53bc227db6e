import { describe, expect, it } from "vitest";
import { cardBox, shiftIntoView } from "./card-box.ts";
import { CARD } from "./level-layout.ts";

const CANVAS = { width: 1_000, height: 800 };

describe("shiftIntoView", () => {
  const shift = (left: number, top: number, canvas = CANVAS) =>
    shiftIntoView(cardBox({ x: 0, y: 0 }, [left, top, 1]), canvas);

  it("moves a card that is cut off just far enough, with a margin", () => {
    expect(shift(-10, 300)).toEqual({ x: 58, y: 0 });
    expect(shift(300, -200)).toEqual({ x: 0, y: 248 });
    expect(shift(980, 780)).toEqual({ x: 1_000 - 48 - CARD.width - 980, y: 800 - 48 - CARD.height - 780 });
  });

  it("leaves to the middle what is more than a canvas away, or does not fit", () => {
    expect(shift(-1_001, 300)).toBeNull();
    expect(shift(300, 1_600)).toBeNull();
    expect(shift(-10, 300, { width: CARD.width + 95, height: 800 })).toBeNull();
    expect(shift(-10, 300, { width: CARD.width + 96, height: 800 })).toEqual({ x: 58, y: 0 });
  });
});
