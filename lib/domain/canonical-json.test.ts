import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import type { Json } from "./json.ts";

/** The same value with every object's keys the other way round. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).map(([key, part]) => [key, reversed(part)] as const);
  return Object.fromEntries(entries.toReversed());
}

test("is JSON of the value, whatever the order of its keys", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (made) => {
      const value = JSON.parse(JSON.stringify(made)) as Json;
      expect(JSON.parse(canonicalJson(value))).toEqual(value);
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
    }),
  );
});

test("leaves out of objects what JSON does not have", () => {
  const value: { [key: string]: Json } = { b: 1, a: [null] };
  expect(canonicalJson({ ...value, ...({ c: undefined } as object) })).toBe('{"a":[null],"b":1}');
});
