import { expect, test } from "vitest";
import { tool } from "#lib/testing/executor-setup.ts";
import { callPrice, costOf } from "./call-price.ts";

const priced = (changes: Parameters<typeof tool>[3]) =>
  tool("t", "T", () => Promise.reject(new Error()), changes);

test.each([
  [12, 12],
  [0, 0],
  [0.2, 1],
  [undefined, 100],
  [-5, 100],
  [Number.NaN, 100],
  [Number.POSITIVE_INFINITY, 100],
  [Number.NEGATIVE_INFINITY, 100],
  [1e300, 1_000_000_000_000],
])("a call that says it cost %d is counted as %d", (said, counted) => {
  const result = { output: null, summary: "", ...(said !== undefined && { costMicros: said }) };
  expect(costOf(result, { costMicros: 100 })).toBe(counted);
});

test("of a tool without a price nobody knows what a call costs, unless it is models that it asks", () => {
  const price = (changes: Parameters<typeof tool>[3], args = {}) =>
    callPrice(priced(changes), args, new Map());
  expect(price({ costMicros: 70 })).toBe(70);
  expect(price({ costMicros: null })).toBeNull();
  const asks = { role: "executor", prompt: "step.write", outputTokens: { p50: 1, p90: 2 } } as const;
  expect(price({ costMicros: null, asks })).toBe(0);
  // What its runs cost is counted in them.
  expect(price({ costMicros: null, startsRuns: true })).toBe(0);
});

test("a look costs what the tool costs that it is looked by", () => {
  const tools = new Map([
    ["dear", priced({ costMicros: 70 })],
    ["vague", priced({ costMicros: null })],
  ]);
  const looking = priced({ costMicros: null, looksBy: { tool: "by", args: "with" } });
  const price = (by: string | null) => callPrice(looking, { by }, tools);
  expect([price("dear"), price("vague"), price("gone"), price(null)]).toEqual([70, null, 0, 0]);
});
