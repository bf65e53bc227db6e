import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "./json.ts";
import { escapeUnstorable, restoreUnstorable } from "./storable.ts";
import { hasUnstorable } from "./characters.ts";

/** Text of anything, rich in what matters here: NUL, halves of pairs, whole pairs, the escape character, escapes as they look. */
const arbitraryText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "\u0000",
        "\ud800",
        "\udfff",
        "😀",
        "\u241b",
        "\u241b0000",
        "\u241bd800",
        "0000",
        "dc00",
        "a",
      ),
      fc.string({ unit: "binary" }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

const arbitraryJson = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    arbitraryText,
    fc.constantFrom(null, true, 0, -1.5),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(arbitraryText, tie("json"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).json;

it("restores exactly what was escaped, and what is escaped can be stored", () => {
  fc.assert(
    fc.property(arbitraryJson, (value) => {
      const escaped = escapeUnstorable(value);
      expect(hasUnstorable(collectText(escaped))).toBe(false);
      // Through text, as the database keeps it.
      expect(restoreUnstorable(JSON.parse(JSON.stringify(escaped)) as Json)).toEqual(value);
    }),
    { numRuns: 1_000 },
  );
});

it("writes NUL, half a pair and its own escape character apart, and leaves pairs alone", () => {
  expect(escapeUnstorable("a\u0000b \ud83d \udc00 😀 \u241b0000")).toBe(
    "a\u241b0000b \u241bd83d \u241bdc00 😀 \u241b241b0000",
  );
});

it("keeps keys that mean something to JavaScript", () => {
  const value = JSON.parse('{"__proto__": "\\u0000", "constructor": 1}') as Json;
  expect(JSON.stringify(restoreUnstorable(escapeUnstorable(value)))).toBe(JSON.stringify(value));
});

it("gives back the very same value when there is nothing to escape", () => {
  const value = { list: ["text", 1, null], inner: { a: "b" } };
  expect(escapeUnstorable(value)).toBe(value);
});

function collectText(value: Json): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  return Object.entries(value)
    .map(([key, item]) => `${key} ${collectText(item)}`)
    .join(" ");
}
