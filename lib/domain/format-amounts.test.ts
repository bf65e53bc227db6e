import { expect, test } from "vitest";
import { costText } from "./cost-text.ts";
import { formatMicros, formatMicrosRange, formatSeconds, formatSecondsRange } from "./format-amounts.ts";

test.each([
  [0, 0, "0 s"],
  [0.04, 0.26, "0 to 0.3 s"],
  [1, 1.04, "1 s"],
  [28, 66, "28 to 66 s"],
  [40, 130, "40 s to 2.2 min"],
  [130, 290, "2.2 to 4.8 min"],
  [700, 1_200, "12 to 20 min"],
  [3_000, 9_000, "50 min to 2.5 h"],
])("%d to %d seconds read as %s", (p50, p90, words) => {
  expect(formatSecondsRange({ p50, p90 })).toBe(words);
});

test.each([
  [0, 0, false, "free"],
  [0, 0, true, "cost unknown"],
  [20_000, 50_000, false, "$0.02 to $0.05"],
  [20_000, 50_000, true, "$0.02 to $0.05 + unknown"],
  [20_000, 20_100, false, "$0.02"],
  [2_100, 22_000, false, "$0.0021 to $0.0220"],
  [0, 30_000, false, "$0 to $0.03"],
])("%d to %d micros, unknown: %s, read as %s", (p50, p90, unknown, words) => {
  expect(formatMicrosRange({ p50, p90 }, unknown)).toBe(words);
});

test("what is rounded is never said as nothing, nor as a whole of the smaller unit", () => {
  expect([1, 49, 50, 100].map(formatMicros)).toEqual([
    "less than $0.0001",
    "less than $0.0001",
    "$0.0001",
    "$0.0001",
  ]);
  expect(costText({ micros: 0, unknown: false })).toBe("$0");
  expect([59.6, 119.6, 3_599.7].map(formatSeconds)).toEqual(["1 min", "2 min", "1 h 0 min"]);
});
