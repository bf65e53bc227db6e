import { expect, test } from "vitest";
import { readPart } from "./read-part.ts";

test.each([
  ["2027-01-31", { kind: "date", default: "2027-01-31" }],
  ["$40,000", { kind: "money", default: { cents: 4_000_000, currency: "USD" } }],
  ["1,250.50 EUR", { kind: "money", default: { cents: 125_050, currency: "EUR" } }],
  ["2027-02-31", { kind: "text", default: "2027-02-31" }],
  ["The USD", { kind: "text", default: "The USD" }],
  [" Email newsletter ", { kind: "text", default: "Email newsletter" }],
])("%s", (typed, expected) => {
  expect(readPart(typed, [])).toMatchObject(expected);
});

test("each part gets a name of its own", () => {
  const first = readPart("one", []);
  const second = readPart("two", [{ variable: { ...first, name: "part_2" } }]);
  expect([first.name, second.name]).toEqual(["part_1", "part_3"]);
});
