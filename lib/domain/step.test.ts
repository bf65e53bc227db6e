import { expect, test } from "vitest";
import { StepChanges } from "./step.ts";

test("an update changes only what it names", () => {
  expect(StepChanges.parse({ title: "New" })).toEqual({ title: "New" });
});
