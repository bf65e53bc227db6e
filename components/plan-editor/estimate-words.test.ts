import { expect, test } from "vitest";
import type { PlanEstimate } from "#lib/domain/estimate-plan.ts";
import type { StepEstimate } from "#lib/domain/estimate-step.ts";
import { assumptionWords, originWords, shortEstimate, sourceWords } from "./estimate-words.ts";

test("sources are counted, the best first", () => {
  expect(sourceWords({ tool: 1, runs: 2 })).toEqual([
    "2 steps: from earlier runs of this plan",
    "1 step: tool default",
  ]);
  expect(originWords({ source: "runs", uses: 12 })).toBe("from 12 earlier runs");
  expect(originWords({ source: "similar", uses: 3 })).toBe(
    "from 3 similar uses of the tool in this workspace",
  );
  expect(originWords({ source: "prices", uses: 0 })).toBe("price table");
});

test("only what was taken for granted is said", () => {
  const estimate: PlanEstimate = {
    seconds: { p50: 1, p90: 2 },
    costMicros: { p50: 0, p90: 0 },
    costUnknown: 0,
    timeSources: { runs: 3 },
    costSources: { runs: 3 },
    assumedItems: 0,
  };
  const plain = { asksModels: true, mayBeSkipped: false };
  expect(assumptionWords(estimate, plain)).toHaveLength(1);
  const guessed = assumptionWords(
    { ...estimate, timeSources: { tool: 3 }, costSources: { prices: 3 }, assumedItems: 1, costUnknown: 2 },
    { asksModels: true, mayBeSkipped: true },
  ).join(" ");
  for (const words of [
    "3 times",
    "tokens a second",
    "1 list of unknown length",
    "conditional",
    "2 steps with a part",
  ]) {
    expect(guessed).toContain(words);
  }
});

test("a card's estimate never calls an unknown cost free", () => {
  const estimate: StepEstimate = {
    seconds: { p50: 12, p90: 40 },
    time: { source: "tool", uses: 0 },
    costMicros: { p50: 0, p90: 0 },
    costUnknown: false,
    cost: { source: "prices", uses: 0 },
    items: null,
  };
  expect(shortEstimate(estimate)).toBe("~12 s");
  expect(shortEstimate({ ...estimate, costUnknown: true })).toBe("~12 s · cost unknown");
  const priced = { ...estimate, costMicros: { p50: 20_000, p90: 50_000 } };
  expect(shortEstimate(priced)).toBe("~12 s · $0.02");
  expect(shortEstimate({ ...priced, costUnknown: true })).toBe("~12 s · $0.02 + unknown");
});
