import { expect, test } from "vitest";
import { allowanceWords, keepsRule } from "./allowance.ts";

const like = (pattern: string, value: string | number) => keepsRule({ kind: "like", pattern }, value);

test.each([
  ["https://api.example.com/*", "https://api.example.com/orders/7", true],
  ["https://api.example.com/*", "https://api.example.com/", true],
  ["https://api.example.com/*", "https://api.example.com.evil.test/", false],
  ["a*b*c", "aXbYc", true],
  ["a*b*c", "abc", true],
  ["a*b*c", "acb", false],
  ["ab*ba", "aba", false],
  ["*b*b*", "b", false],
  ["*", "", true],
  ["exactly", "exactly", true],
  ["exactly", "exactly so", false],
  ["a.c", "abc", false],
] as const)("%s and %s: %s", (pattern, text, fits) => {
  expect(like(pattern, text)).toBe(fits);
});

test("a pattern is for texts, a greatest number for numbers", () => {
  expect(like("*", 7)).toBe(false);
  expect(keepsRule({ kind: "most", value: 5 }, "4")).toBe(false);
  expect(keepsRule({ kind: "most", value: 5 }, 5)).toBe(true);
  expect(keepsRule({ kind: "same", value: { a: 1, b: 2 } }, { b: 2, a: 1 })).toBe(true);
});

test("a pattern with many stars takes no time to fail", () => {
  expect(like(`${"*a".repeat(200)}*b`, "a".repeat(100_000))).toBe(false);
});

test("what is allowed is said in words", () => {
  expect(allowanceWords({ rules: {} })).toBe("whatever its arguments");
  expect(
    allowanceWords({
      rules: {
        to: { kind: "same", value: "Ann" },
        url: { kind: "like", pattern: "https://*" },
        amount: { kind: "most", value: 5000 },
      },
    }),
  ).toBe("where to is “Ann”, url is like “https://*” and amount is 5,000 at most");
});
