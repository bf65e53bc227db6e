import { expect, test } from "vitest";
import { stepView } from "#lib/testing/step-views.ts";
import { amountText } from "./amount-text.ts";

const START = "2026-11-23T10:00:00.000Z";
const END = "2026-11-23T10:00:12.000Z";
const free = { micros: 0, unknown: false };
const text = (parts: Parameters<typeof stepView>[1], cost = free) =>
  amountText({ run: stepView("a", parts), cost, tool: null, estimate: "~12 s · $0.01" });

test("a step that is over says what it took and cost, never what it was expected to", () => {
  const took = { startedAt: START, finishedAt: END };
  expect(text({ status: "succeeded", ...took }, { micros: 20_000, unknown: false })).toBe("12 s · $0.02");
  expect(text({ status: "succeeded", ...took }, { micros: 0, unknown: true })).toBe("12 s · cost unknown");
  // Skipped by a person: when its attempts began and ended is with them, what they cost is not lost.
  const skipped = { status: "skipped", finishedAt: END } as const;
  expect(text(skipped)).toBeNull();
  expect(text(skipped, { micros: 4_000, unknown: false })).toBe("$0.0040");
  expect(text(skipped, { micros: 4_000, unknown: true })).toBe("$0.0040 · cost unknown");
  expect(text({ status: "cancelled", finishedAt: END })).toBeNull();
});

test("a step that has not begun says what is expected of it", () => {
  expect(text({ status: "blocked" })).toBe("~12 s · $0.01");
  expect(amountText({ run: null, cost: free, tool: null, estimate: null })).toBeNull();
});
