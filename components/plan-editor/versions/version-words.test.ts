import { expect, test } from "vitest";
import { changedWords, placeName } from "./version-words.ts";

test("a version says in numbers of steps what it changed", () => {
  const words = (added: number, changed: number, removed: number) =>
    changedWords({ changed: { added, changed, removed }, steps: 9 });
  expect(words(2, 0, 1)).toBe("2 steps added, 1 removed");
  expect(words(0, 1, 0)).toBe("1 step changed");
  expect(words(0, 0, 0)).toBe("No step changed");
  expect(changedWords({ changed: null, steps: 9 })).toBe("9 steps");
});

test("states of a plan have names", () => {
  expect([placeName(3), placeName("draft"), placeName("nothing")]).toEqual(["Version 3", "Draft", "Nothing"]);
});
