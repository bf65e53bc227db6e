import fc from "fast-check";
import { expect, test } from "vitest";
import type { Argument, Reference } from "#lib/domain/step.ts";
import { fromTemplateText, toTemplateText } from "./template-text.ts";

const bits = fc.constantFrom(
  "{",
  "}",
  "{{",
  "}}",
  "'",
  '"',
  "[",
  "]",
  ".",
  "\\",
  "a",
  "keywords",
  "0",
  " ",
  "\n",
  "é",
);
const text = fc.array(bits, { maxLength: 12 }).map((parts) => parts.join(""));
const reference: fc.Arbitrary<Reference> = fc.record({
  ref: fc.constantFrom("keywords", "step-1", "a"),
  path: fc.array(fc.oneof(fc.nat(20), text, fc.constantFrom("name", "_x", "9lives")), { maxLength: 3 }),
});

test("a plain text comes back as it was, braces and all", () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(fromTemplateText(toTemplateText({ kind: "literal", value }) ?? "")).toEqual({
        kind: "literal",
        value,
      });
    }),
  );
});

test("a template of texts and references comes back as it was", () => {
  const template = fc
    .array(
      fc.tuple(
        reference,
        text.filter((part) => part !== ""),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((pairs): Argument => ({ kind: "template", parts: pairs.flat() }));
  fc.assert(
    fc.property(template, (argument) => {
      expect(fromTemplateText(toTemplateText(argument) ?? "")).toEqual(argument);
    }),
  );
});

test("one reference alone keeps its value's type", () => {
  expect(fromTemplateText("{{keywords.keywords[0].keyword}}")).toEqual({
    kind: "ref",
    ref: "keywords",
    path: ["keywords", 0, "keyword"],
  });
});

test("braces that are no reference stay text", () => {
  for (const value of ["{{ }}", "{{Not an id}}", "{{a.}}", "{{a", '{{a["x}}']) {
    expect(fromTemplateText(value)).toEqual({ kind: "literal", value });
  }
});

test("lists and numbers need another control", () => {
  expect(toTemplateText({ kind: "literal", value: 3 })).toBeNull();
  expect(toTemplateText({ kind: "list", items: [] })).toBeNull();
});
