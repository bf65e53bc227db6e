import { expect, test } from "vitest";
import { stepView } from "#lib/testing/step-views.ts";
import { costByStep, stepCost } from "./run-cost.ts";

const asked = (costMicros: number, costUnknown = false) => ({ tokens: 10, costMicros, costUnknown });
const item = (index: number, parts: Parameters<typeof stepView>[1]) =>
  stepView(`each.${index}`, { item: { of: "each", index }, ...parts });

test("a map has cost what its items have, in all places where an amount is told", () => {
  const each = stepView("each", { costMicros: 1, model: asked(2) });
  const items = [item(0, { costMicros: 10 }), item(1, { costMicros: 20, model: asked(30, true) })];
  expect(stepCost(each)).toEqual({ micros: 3, unknown: false });
  expect(stepCost(each, items)).toEqual({ micros: 63, unknown: true });
  // Items may be told of before their map.
  const costs = costByStep([...items, stepView("write", { costMicros: 5 }), each]);
  expect(Object.fromEntries(costs)).toEqual({
    each: { micros: 63, unknown: true },
    write: { micros: 5, unknown: false },
  });
});
