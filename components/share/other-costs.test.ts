import { expect, test } from "vitest";
import { stepView } from "#lib/testing/step-views.ts";
import { otherCosts } from "./other-costs.ts";

const spent = (costMicros: number, costUnknown = false) => ({ tokens: 10, costMicros, costUnknown });
const steps = [
  stepView("a", { costMicros: 100, model: spent(20) }),
  stepView("each.0", { item: { of: "each", index: 0 }, costMicros: 5 }),
];

test("what neither a step nor a replan cost is what other steps and the runs below did", () => {
  const run = { costMicros: 130, costUnknown: false, replanUse: spent(5), steps };
  expect(otherCosts(run)).toBeNull();
  expect(otherCosts({ ...run, costMicros: 1_130 })).toEqual({ micros: 1_000, unknown: false });
  expect(otherCosts({ ...run, costUnknown: true })).toEqual({ micros: 0, unknown: true });
  expect(otherCosts({ ...run, costUnknown: true, replanUse: spent(5, true) })).toBeNull();
});
