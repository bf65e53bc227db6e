import { afterEach, expect, test, vi } from "vitest";
import { agoText, pointText, untilText } from "./moment-text.ts";

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
  [36 * 3600, "yesterday"],
  [36 * 3600 + 1, "2 days ago"],
  [2 * 86_400, "2 days ago"],
  [6.5 * 86_400, "6 days ago"],
  [7 * 86_400, "Nov 16"],
  [400 * 86_400, "Oct 19, 2025"],
])("%d seconds before", (seconds, words) => {
  expect(before(seconds)).toBe(words);
});

afterEach(() => vi.unstubAllEnvs());

test.each([
  ["2026-10-27T00:30", "2026-10-25T00:10", "2 days ago"],
  ["2026-10-26T23:50", "2026-10-25T00:10", "yesterday"],
  ["2026-10-25T23:50", "2026-10-25T00:10", "24 h ago"],
  ["2026-03-30T23:50", "2026-03-29T00:10", "yesterday"],
])("at %s, in a zone whose clock changes, %s was %s", (reader, then, words) => {
  vi.stubEnv("TZ", "Europe/Berlin");
  expect(agoText(new Date(then).getTime(), new Date(reader).getTime())).toBe(words);
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

test.each([
  [3600, "13:00:00"],
  [-3600, "11:00:00"],
  [12 * 3600, "24 Nov 2026, 00:00:00"],
  [-13 * 3600, "22 Nov 2026, 23:00:00"],
  [365 * 86_400, "23 Nov 2027, 12:00:00"],
])("%d seconds ahead as a point", (seconds, words) => {
  expect(pointText(now + seconds * 1000, now)).toBe(words);
});
