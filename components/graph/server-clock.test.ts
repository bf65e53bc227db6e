import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { clockOffset, learnServerTime, serverNow } from "./server-clock.ts";

const AT = Date.parse("2026-11-23T10:00:00.000Z");
const told = (milliseconds: number) => new Date(milliseconds).toUTCString();

beforeEach(() => {
  vi.useFakeTimers({ now: AT });
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([-180_000, 180_000])(
  "a reader's clock that is wrong by %d ms shows the server's time all the same",
  (wrong) => {
    vi.setSystemTime(AT + wrong);
    learnServerTime(told(AT), Date.now());
    expect(Math.abs(serverNow() - AT)).toBeLessThanOrEqual(1_000);
    vi.setSystemTime(AT + wrong + 60_000);
    expect(Math.abs(serverNow() - AT - 60_000)).toBeLessThanOrEqual(1_000);
  },
);

test("a clock that is right stays as it is, and one that is put right is right again", () => {
  expect(clockOffset(told(AT), AT - 900, AT, 0)).toBe(0);
  expect(clockOffset(told(AT), AT + 950, AT + 1_000, 0)).toBe(0);
  expect(clockOffset(told(AT), AT, AT + 50, 180_000)).toBe(0);
});

test("what is known does not waver with the whole seconds of the answers", () => {
  const known = clockOffset(told(AT), AT + 180_000, AT + 180_100, 0);
  expect(clockOffset(told(AT), AT + 180_700, AT + 180_900, known)).toBe(known);
});

test("an answer without a time, or too long on its way, says nothing", () => {
  expect(clockOffset(null, AT, AT, 7_000)).toBe(7_000);
  expect(clockOffset("soon", AT, AT, 7_000)).toBe(7_000);
  expect(clockOffset(told(AT), AT + 100_000, AT + 120_000, 7_000)).toBe(7_000);
  expect(clockOffset(told(AT), AT + 100_000, AT + 99_000, 7_000)).toBe(7_000);
});
