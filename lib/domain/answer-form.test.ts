import { expect, test } from "vitest";
import { answerIssues, formProblem } from "./answer-form.ts";
import type { JsonObject } from "./json.ts";

const form: JsonObject = {
  type: "object",
  properties: {
    name: { type: "string", minLength: 2 },
    when: { type: "string", format: "date" },
    mail: { type: "string", format: "email" },
    site: { type: "string", format: "uri" },
    share: { type: "number", minimum: 0, maximum: 100 },
    kinds: { type: "array", items: { enum: ["a", "b"] } },
  },
  required: ["name"],
};
const first = (answer: JsonObject) =>
  answerIssues(answer, form).map(({ path, message }) => [...path, message]);

test("an answer that fits has no issues; what is optional may be left out", () => {
  expect(answerIssues({ name: "Ann" }, form)).toEqual([]);
  const all = { name: "Ann", when: "2027-03-31", mail: "a@b.example", site: "https://b.example", share: 5 };
  expect(answerIssues({ ...all, kinds: ["a"] }, form)).toEqual([]);
});

test("each field that does not fit is named, with one sentence", () => {
  expect(first({})).toEqual([["name", "This is needed."]]);
  expect(first({ name: "A", share: 101, when: "tomorrow", mail: "a", site: "b", kinds: ["c"] })).toEqual([
    ["name", "This must have 2 characters or more, and has 1."],
    ["when", "This is no date. Write it like 2027-03-31."],
    ["mail", "This is no e-mail address."],
    ["site", "This is no web address. Write it like https://example.com."],
    ["share", "This must be 100 or less, and is 101."],
    ["kinds", '“0” must be one of ["a","b"].'],
  ]);
  expect(first({ name: null })).toEqual([["name", "This must be text."]]);
});

test("what concerns the whole is said of the whole, and only when the fields fit", () => {
  const closed = { ...form, additionalProperties: false };
  expect(answerIssues({ name: "Ann", more: 1 }, closed)).toEqual([
    { path: [], message: "“more” must not be there." },
  ]);
  expect(answerIssues({ more: 1 }, closed)).toEqual([{ path: ["name"], message: "This is needed." }]);
});

test("names that every object has are no fields", () => {
  const odd = { type: "object", properties: { constructor: { type: "string" } }, required: ["constructor"] };
  expect(formProblem(odd)).toBeNull();
  expect(answerIssues({}, odd)).toEqual([{ path: ["constructor"], message: "This is needed." }]);
});

test.each<[JsonObject, RegExp]>([
  [{}, /needs “type”/],
  [{ type: "array" }, /needs “type”/],
  [{ type: "object" }, /no fields/],
  [{ type: "object", properties: {} }, /no fields/],
  [{ type: "object", properties: { a: true } }, /“a” of the form says nothing/],
  [{ type: "object", properties: { a: { pattern: "(a+)+$" } } }, /cannot use “pattern”/],
  [{ type: "object", properties: { a: { $ref: "#" } } }, /cannot use “\$ref”/],
  [{ type: "object", properties: { a: { type: "colour" } } }, /“type” is not what JSON Schema/],
  [
    {
      type: "object",
      properties: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`f${i}`, { type: "string" }])),
    },
    /has 51 fields/,
  ],
])("%j is no form", (wrong, message) => {
  expect(formProblem(wrong)).toMatch(message);
});
