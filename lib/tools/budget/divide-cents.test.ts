import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { divideCents } from "./divide-cents.ts";

describe("divideCents", () => {
  it("gives the cents left over to the largest remainders", () => {
    expect(divideCents(100, [1n, 1n, 1n])).toEqual([34, 33, 33]);
    expect(divideCents(10, [6n, 3n, 1n])).toEqual([6, 3, 1]);
    expect(divideCents(1, [1n, 2n])).toEqual([0, 1]);
    expect(divideCents(7, [0n, 5n])).toEqual([0, 7]);
  });

  it("always sums to the amount, and no part is a cent away from its share", () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 13 }), weights, (cents, given) => {
        fc.pre(given.some((weight) => weight > 0n));
        const parts = divideCents(cents, given);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(cents);
        const total = given.reduce((a, b) => a + b, 0n);
        parts.forEach((part, at) => {
          const error = BigInt(part) * total - BigInt(cents) * (given[at] ?? 0n);
          expect(error < total && error > -total).toBe(true);
        });
      }),
    );
  });

  it("refuses what cannot be divided", () => {
    expect(() => divideCents(10, [0n])).toThrow(RangeError);
    expect(() => divideCents(10, [])).toThrow(RangeError);
    expect(() => divideCents(1.5, [1n])).toThrow(RangeError);
    expect(() => divideCents(-1, [1n])).toThrow(RangeError);
  });
});
