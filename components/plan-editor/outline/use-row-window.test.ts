import { expect, test } from "vitest";
import { levelWindow } from "./use-row-window.ts";

test("of a level, the rows within the stretch are rendered, and the room of the others is kept", () => {
  expect(levelWindow(0, 10, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])).toEqual({
    before: 0,
    from: 0,
    to: 10,
    after: 0,
  });
  // A heading of 20, then rows of 28: the stretch begins in the fourth row and ends in the sixth.
  expect(levelWindow(100, 10, [100 + 20 + 3 * 28 + 5, 100 + 20 + 5 * 28 + 1])).toEqual({
    before: 84,
    from: 3,
    to: 6,
    after: 112,
  });
  expect(levelWindow(5000, 10, [0, 1000])).toEqual({ before: 0, from: 0, to: 0, after: 280 });
  expect(levelWindow(0, 10, [1000, 2000])).toEqual({ before: 280, from: 10, to: 10, after: 0 });
});
