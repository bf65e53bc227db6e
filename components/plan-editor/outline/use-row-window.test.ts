import { expect, test } from "vitest";
import { makeStep } from "../new-step.ts";
import { levelTops, levelWindow, ROW_HEIGHTS } from "./use-row-window.ts";

test("of a level, the rows within the stretch are rendered, and the room of the others is kept", () => {
  expect(levelWindow(0, 10, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], 28)).toEqual({
    before: 0,
    from: 0,
    to: 10,
    after: 0,
  });
  // A heading of 20, then rows of 28: the stretch begins in the fourth row and ends in the sixth.
  expect(levelWindow(100, 10, [100 + 20 + 3 * 28 + 5, 100 + 20 + 5 * 28 + 1], 28)).toEqual({
    before: 84,
    from: 3,
    to: 6,
    after: 112,
  });
  expect(levelWindow(5000, 10, [0, 1000], 28)).toEqual({ before: 0, from: 0, to: 0, after: 280 });
  expect(levelWindow(0, 10, [1000, 2000], 28)).toEqual({ before: 280, from: 10, to: 10, after: 0 });
});

test("rows that are higher for fingers are counted as high as they are", () => {
  const { coarse } = ROW_HEIGHTS;
  expect(levelWindow(100, 10, [100 + 20 + 3 * coarse + 5, 100 + 20 + 5 * coarse + 1], coarse)).toEqual({
    before: 3 * coarse,
    from: 3,
    to: 6,
    after: 4 * coarse,
  });
  const steps = [makeStep(null), makeStep(null)];
  const levels = [0, 1].map((level) => ({ level, steps }));
  // A heading of 20, the rows, and 6 below.
  expect(levelTops(levels, coarse)).toEqual([0, 20 + 2 * coarse + 6]);
  expect(levelTops(levels, ROW_HEIGHTS.fine)).toEqual([0, 20 + 2 * 28 + 6]);
});
