import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Json } from "./json.ts";

const NAMED = '{"__proto__":{"a":1},"list":[{"__proto__":null,"constructor":2}]}';

test("a value stays what it is, also where its fields are called like what objects have", () => {
  const read = Json.parse(JSON.parse(NAMED));
  expect(JSON.stringify(read)).toBe(NAMED);
  expect(Object.keys(read as object)).toEqual(["__proto__", "list"]);
  expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  const within = z.object({ output: Json.nullable() }).parse({ output: JSON.parse(NAMED) as unknown });
  expect(JSON.stringify(within.output)).toBe(NAMED);
});

describe("what is no JSON is refused", () => {
  test.each([
    [undefined],
    [Number.NaN],
    [Infinity],
    [new Date()],
    [new Map()],
    [() => 1],
    [1n],
    [Symbol("a")],
    [{ a: undefined }],
    [[{ a: [() => 1] }]],
    [{ [Symbol("a")]: 1 }],
    [Array.from({ length: 1 })],
  ])("%#", (value) => expect(Json.safeParse(value).success).toBe(false));
});

test("objects without a prototype and of another realm are plain", () => {
  expect(Json.safeParse(Object.assign(Object.create(null) as object, { a: [1] })).success).toBe(true);
});

test("how deep it may be is the same everywhere, and said", () => {
  const nested = (levels: number) => {
    let value: unknown = 1;
    for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
    return value;
  };
  expect(Json.safeParse(nested(1_000)).success).toBe(true);
  for (const levels of [1_001, 200_000]) {
    expect(Json.safeParse(nested(levels)).error?.issues).toMatchObject([
      { message: "This is nested more than 1,000 levels deep." },
    ]);
  }
  const within: unknown[] = [];
  within.push(within);
  expect(Json.safeParse(within).success).toBe(false);
});
