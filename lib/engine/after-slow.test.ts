import { expect, test } from "vitest";
import { afterSlow, type SlowFacts } from "./after-slow.ts";

const FACTS: SlowFacts = {
  underWay: ["read"],
  fallbackLeft: true,
  triedElsewhere: false,
  replanned: false,
  replanOpen: false,
};

test.each([
  ["wait", {}, "wait"],
  ["ask", {}, "ask"],
  ["retry_elsewhere", {}, "retry_elsewhere"],
  ["retry_elsewhere", { underWay: ["idempotent"] }, "retry_elsewhere"],
  ["retry_elsewhere", { underWay: ["once"] }, "ask"],
  ["retry_elsewhere", { triedElsewhere: true }, "ask"],
  ["fall_back", {}, "fall_back"],
  ["fall_back", { fallbackLeft: false }, "ask"],
  ["fall_back", { underWay: ["read", "once"] }, "ask"],
  ["replan", {}, "replan"],
  ["replan", { underWay: ["once"] }, "replan"],
  ["replan", { replanned: true }, "ask"],
  ["replan", { replanOpen: true }, "ask"],
] as const)("%s with %j: %s", (wish, facts, answer) => {
  expect(afterSlow(wish, { ...FACTS, ...facts })).toBe(answer);
});
