import { describe, expect, test } from "vitest";
import { RunCost } from "#lib/domain/run-cost-view.ts";
import { costView, shareText } from "./cost-rows.ts";

const cost = RunCost.parse({
  total: { micros: 1_000, unknown: true },
  held: 0,
  lost: 0,
  earlier: { micros: 100, unknown: false },
  steps: [
    {
      stepId: "a",
      toolMicros: 300,
      models: { micros: 200, unknown: true },
      tokens: 40,
      calls: 2,
      attempts: 2,
      earlier: { micros: 100, unknown: false },
    },
  ],
  replans: { micros: 100, unknown: false, tokens: 9 },
  tools: [{ tool: "web.search", micros: 300, calls: 2, failed: 1, seconds: 3 }],
  models: [
    { provider: "p", model: "small", micros: 300, unknown: false, requests: 3, failed: 0, tokens: 40 },
    { provider: "p", model: "large", micros: 0, unknown: true, requests: 1, failed: 1, tokens: 9 },
  ],
  below: [{ runId: "01jf0000000000000000000000", number: 4, planTitle: "Part", micros: 400, unknown: false }],
});

describe("each way to add a run's cost up", () => {
  test.each(["steps", "tools", "models"] as const)("by %s comes to what its last line says", (name) => {
    const { rows, together, columns } = costView(cost, name, (id) => `Step ${id}`, new Set(["a"]));
    expect(rows.reduce((sum, { micros }) => sum + Number(micros), 0)).toBe(together.micros);
    expect(rows.some(({ unknown }) => unknown)).toBe(together.unknown);
    for (const row of rows) expect(Object.keys(row)).toEqual(expect.arrayContaining([columns[0], "micros"]));
  });

  test("names steps by their titles, and what is no step by what it is", () => {
    const { rows } = costView(cost, "steps", (id) => `Step ${id}`, new Set(["a"]));
    expect(rows.map(({ what }) => what)).toEqual(["Step a", "Working out replans", "Run 4 of Part"]);
    expect(rows[0]).toMatchObject({ id: "a" });
  });

  test("a step that the plan has no more is named, and opens nothing", () => {
    const [row] = costView(cost, "steps", (id) => `Step ${id}`, new Set(["b"])).rows;
    expect(row).toMatchObject({ what: "Step a", micros: 500 });
    expect(row).not.toHaveProperty("id");
  });
});

test("a share says neither nothing of something nor all of less", () => {
  expect([
    shareText(0, 10),
    shareText(1, 10_000),
    shareText(5, 10),
    shareText(9_999, 10_000),
    shareText(3, 3),
  ]).toEqual(["0 %", "1 %", "50 %", "99 %", "100 %"]);
});
