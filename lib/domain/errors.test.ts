import { expect, test } from "vitest";
import { DomainError, parseInput } from "./errors.ts";
import { Json } from "./json.ts";

const nested = (levels: number) => JSON.parse("[".repeat(levels) + "]".repeat(levels)) as unknown;

test("input nested deeper than any schema can follow is refused in words, not by a stack overflow", () => {
  expect(parseInput(Json, nested(150))).toEqual(nested(150));
  for (const levels of [1_000, 400_000]) {
    expect(() => parseInput(Json, nested(levels))).toThrow(DomainError);
    expect(() => parseInput(Json, nested(levels))).toThrow(/200 levels/);
  }
});

test("input that holds itself is refused", () => {
  const round: unknown[] = [];
  round.push(round, round, round);
  expect(() => parseInput(Json, round)).toThrow(/200 levels/);
});
