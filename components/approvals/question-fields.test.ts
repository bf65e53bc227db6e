import { expect, test } from "vitest";
import { questionFields } from "./question-fields.ts";

test("what is needed comes first, in the form's order, and the rest as it stands", () => {
  const properties = { note: {}, size: { default: 3 }, colour: {}, copies: {} };
  const names = (required?: string[]) =>
    questionFields({ type: "object", properties, ...(required && { required }) }).map(({ name }) => name);
  expect(names(["copies", "colour", "size"])).toEqual(["copies", "colour", "size", "note"]);
  expect(names(["colour", "gone"])).toEqual(["colour", "note", "size", "copies"]);
  expect(names()).toEqual(["note", "size", "colour", "copies"]);
});
