import { expect, test } from "vitest";
import type { Json } from "#lib/domain/json.ts";
import { formFields } from "#components/plan-editor/arguments/field-shape.ts";
import { controlOf, enteredValue, startText } from "./schema-values.ts";

const SCHEMA = {
  type: "object",
  properties: {
    name: { type: "string", default: "spring" },
    day: { type: "string", format: "date" },
    copies: { type: "integer" },
    sure: { type: "boolean" },
    colour: { enum: ["red", "blue"] },
    channels: { type: "array", items: { enum: ["Email", "Search"] } },
    words: { type: "array", items: { type: "string" } },
    rest: {},
  },
};
const field = (name: string) => {
  const found = formFields(SCHEMA).find((one) => one.name === name);
  if (!found) throw new Error(`There is no field ${name}.`);
  return found;
};

const VALUES: [string, string, Json][] = [
  ["name", "text", "a\nb"],
  ["day", "text", "2027-01-31"],
  ["copies", "number", 7],
  ["sure", "boolean", false],
  ["colour", "choice", "blue"],
  ["channels", "choices", ["Search"]],
  ["words", "lines", ["one", "two words"]],
  ["rest", "json", { any: [1] }],
  // None of the kind that the schema has.
  ["name", "json", 7],
  ["day", "json", "some day"],
  ["copies", "json", "seven"],
  ["sure", "json", "yes"],
  ["channels", "json", ["Post"]],
  ["words", "json", ["two\nlines"]],
  ["words", "json", ["", " spaced "]],
];

test.each(VALUES)("%s, entered as %s, gives back what stood there: %j", (name, kind, value) => {
  expect(controlOf(field(name), SCHEMA, value).kind).toBe(kind);
  const text = startText(field(name), SCHEMA, value);
  expect(enteredValue(field(name), SCHEMA, text, value)).toEqual({ value, problem: null });
});

test("a field starts with its default, and what cannot be taken says why", () => {
  expect(startText(field("name"), SCHEMA)).toBe("spring");
  expect(startText(field("day"), SCHEMA)).toBe("");
  const problem = (name: string, text: string) => enteredValue(field(name), SCHEMA, text).problem;
  expect(problem("copies", "2,5")).toBe("This is not a whole number.");
  expect(problem("copies", "many")).toBe("This is not a number.");
  expect(problem("rest", "{")).toMatch(/^This is no JSON/);
  expect(enteredValue(field("words"), SCHEMA, " one \n\n two ").value).toEqual(["one", "two"]);
  expect(enteredValue(field("name"), SCHEMA, "  ")).toEqual({ value: undefined, problem: null });
});
