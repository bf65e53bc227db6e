import { expect, test } from "vitest";
import { initials } from "./initials.ts";
import { namesByStep } from "./present-steps.ts";

test("a step says who else is at it", () => {
  const at = (tab: string, name: string, stepId: string | null) => ({ tab, userId: "u", name, stepId });
  expect(namesByStep([at("1", "Ada", "a"), at("2", "Bo", "a"), at("3", "Cy", null)])).toEqual({
    a: "Ada, Bo",
  });
});

test("initials are of the first and last name, whole characters of any script", () => {
  expect(["Ada Lovelace", "bo", "𝒳 y z", "  "].map(initials)).toEqual(["AL", "B", "𝒳Z", "?"]);
});
