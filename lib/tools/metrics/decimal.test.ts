import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { add, parseAmount, ratio, toNumber, ZERO, type Decimal } from "./decimal.ts";

const read = (cell: string) => {
  const found = parseAmount(cell);
  return found && { number: toNumber(found.value), unit: found.unit, currency: found.currency };
};

describe("parseAmount", () => {
  it.each([
    ["1234.5", 1234.5, "number", null],
    ["1,234,567.89", 1234567.89, "number", null],
    ["$1,200", 1200, "money", "USD"],
    ["-$3.05", -3.05, "money", "USD"],
    ["(12.00)", -12, "number", null],
    ["12.5 EUR", 12.5, "money", "EUR"],
    ["7%", 7, "percent", null],
    ["12,5", 12.5, "number", null],
    ["0", 0, "number", null],
  ])("reads %s", (cell, number, unit, currency) => {
    expect(read(cell)).toEqual({ number, unit, currency });
  });

  it.each(["", "n/a", "2026-04", "1,23,4", "12 apples", "1e5", "--3", "$"])(
    "does not take %j for a number",
    (cell) => {
      expect(parseAmount(cell)).toBeNull();
    },
  );
});

describe("exact sums", () => {
  it("does not drift where floating point does", () => {
    const tenth: Decimal = { digits: 1n, scale: 1 };
    const sum = Array.from({ length: 30 }, () => tenth).reduce(add, ZERO);
    expect(toNumber(sum)).toBe(3);
  });

  it("agrees with whole cents, in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -10_000_000, max: 10_000_000 })), (cents) => {
        const sum = cents.map((digits) => ({ digits: BigInt(digits), scale: 2 })).reduceRight(add, ZERO);
        expect(toNumber(sum)).toBe(cents.reduce((a, b) => a + b, 0) / 100 + 0);
      }),
    );
  });

  it("divides with rounding, and not by nothing", () => {
    expect(ratio({ digits: 2n, scale: 0 }, { digits: 30n, scale: 1 })).toBe(0.6667);
    expect(ratio({ digits: 1n, scale: 0 }, ZERO)).toBeNull();
  });
});
