import { expect, test } from "vitest";
import { countOf } from "./count-of.ts";

test.each([
  [0, "0 open comments"],
  [1, "1 open comment"],
  [2, "2 open comments"],
  [1200, "1,200 open comments"],
])("%d in words", (count, words) => {
  expect(countOf(count, "open comment")).toBe(words);
});
