import { expect, test } from "vitest";
import { hideInText } from "./hide-in-text.ts";

const VALUE = "k3y-Of-The-shop-42";

test("a long text is looked through in parts, and no value lies across a border", async () => {
  for (let shift = 0; shift < 40; shift += 3) {
    const text = "-".repeat(shift) + `${"word ".repeat(9)}${VALUE} %6b3y-Of-The-shop-42, `.repeat(6_000);
    const clear = "-".repeat(shift) + `${"word ".repeat(9)}••• •••, `.repeat(6_000);
    expect((await hideInText(text, [VALUE])) === clear, `${shift}`).toBe(true);
  }
});

test("others get their turn in between", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await hideInText("no value in it. ".repeat(100_000), [VALUE]);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(5);
});

test("a text without values, and an empty one, stay as they are", async () => {
  for (const text of ["", "x", "😀".repeat(200_000)])
    expect((await hideInText(text, [VALUE])) === text).toBe(true);
});
