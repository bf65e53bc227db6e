import { expect, test } from "vitest";
import { agoText, untilText } from "./moment-text.ts";

const now = new Date(2026, 10, 23, 12, 0, 0).getTime();
const before = (seconds: number) => agoText(now - seconds * 1000, now);

test.each([
  [-5, "just now"],
  [59, "just now"],
  [60, "1 min ago"],
  [3599, "59 min ago"],
  [3600, "1 h ago"],
  [86_399, "23 h ago"],
  [86_400, "yesterday"],
  [2 * 86_400, "2 days ago"],
  [7 * 86_400, "Nov 16"],
  [400 * 86_400, "Oct 19, 2025"],
])("%d seconds before", (seconds, words) => {
  expect(before(seconds)).toBe(words);
});

test.each([
  [-60, "in 1 min"],
  [20, "in 1 min"],
  [360, "in 6 min"],
  [3600, "in 1 h"],
  [86_400 + 3600, "in 25 h"],
  [3 * 86_400 - 60, "in 3 days"],
])("%d seconds ahead", (seconds, words) => {
  expect(untilText(now + seconds * 1000, now)).toBe(words);
});
