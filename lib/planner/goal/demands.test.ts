import { expect, test } from "vitest";
import { readDemands } from "./demands.ts";

test.each([
  ["Write a newsletter that must not mention discounts or plastic.", [], ["discounts", "plastic"]],
  ["Draft a press release without naming competitors, and post it.", [], ["competitors"]],
  [
    "Plan a campaign. It must include the refill scheme; don't use the word “green”.",
    ["refill scheme"],
    ["green"],
  ],
  ["Never promise next-day delivery because we cannot keep it.", [], ["next-day delivery"]],
  ["Do not send anything before Friday, and must finish by May.", [], []],
  [
    "Avoid any mention of the merger. Make sure it mentions our new shop in Graz.",
    ["new shop in Graz"],
    ["merger"],
  ],
  ["Generate a marketing strategy for next quarter, budget $40,000", [], []],
])("%s", (goal, musts, mustNots) => {
  expect(readDemands(goal)).toEqual({ musts, mustNots });
});
