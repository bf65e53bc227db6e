import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonFault } from "./json-fault.ts";

test.each([
  ["", 1, 1],
  ["hello", 1, 1],
  ['{"a": 1,}', 1, 9],
  ['{"a": 1\n "b": 2}', 2, 2],
  ["[1, 2", 1, 6],
  ["[1}", 1, 3],
  ['{"a" 1}', 1, 6],
  ['"open', 1, 1],
  ["[01]", 1, 2],
  ["{} {}", 1, 4],
  ["[nulll]", 1, 2],
])("%s is no JSON from line %i, column %i", (text, line, column) => {
  expect(jsonFault(text)).toEqual({ line, column });
});

test("it finds a fault exactly where JSON.parse finds one", () => {
  const parses = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const broken = fc
    .tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 }))
    .map(
      ([text, at, other]) =>
        text.slice(0, at % (text.length + 1)) + other + text.slice(at % (text.length + 1)),
    );
  fc.assert(
    fc.property(fc.oneof(fc.json(), broken, fc.string()), (text) => {
      expect(jsonFault(text) === null).toBe(parses(text));
    }),
  );
});

test("it reads megabytes of one text, or of brackets", () => {
  expect(jsonFault(`"${"x\\n".repeat(700_000)}`)).toEqual({ line: 1, column: 1 });
  expect(jsonFault("[".repeat(2_000_000))).toEqual({ line: 1, column: 2_000_001 });
});
