import { describe, expect, it } from "vitest";
import { z } from "zod";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { toolSpec } from "#lib/testing/tool-spec.ts";
import { modelsKey, NOTHING_KNOWN, sizeClass } from "./known-uses.ts";
import type { EstimateBasis, StepUses, ToolUses, Uses } from "./estimate-basis.ts";
import { EstimateKnowledge, estimateStep, type StepEstimate } from "./estimate-step.ts";
import type { Step } from "./step.ts";
import { requires } from "./plain-step.ts";

const TOOLS = [
  toolSpec("search", z.object({}), z.object({}), { typicalSeconds: 2, costMicros: 10 }),
  toolSpec("web", z.object({}), z.object({}), { typicalSeconds: 3, costMicros: null }),
  toolSpec("write", z.object({}), z.object({}), {
    typicalSeconds: 1,
    asks: { role: "executor", outputTokens: { p50: 600, p90: 2_000 } },
  }),
];
const MINI = {
  provider: "OpenAI",
  model: "mini",
  price: { inputMicros: 1_000_000, outputMicros: 4_000_000 },
};
const MODELS = { executor: MINI, checker: null };
const BY_MINI = "executor OpenAI mini";

function uses(seconds: number, parts: Partial<Uses> = {}): Uses {
  const free = { p50: 0, p90: 0 };
  return {
    count: 5,
    seconds: { p50: seconds, p90: seconds * 2 },
    costMicros: free,
    costUnknown: false,
    toolMicros: free,
    outputBytes: 1_000,
    ...parts,
  };
}
const ofStep = (tool: string, models: string, of: Uses): StepUses & { stepId: string } => ({
  stepId: "a",
  tool,
  models,
  ...of,
});
const ofTool = (tool: string, of: Uses, parts: Partial<ToolUses>): ToolUses => ({
  tool,
  models: null,
  size: null,
  asked: null,
  ...of,
  ...parts,
});

function estimate(parts: Partial<Step>, basis: Partial<EstimateBasis> = {}): StepEstimate {
  const graph = makeGraph(["a", "b"], ["b>a"]);
  const step = makeStep("a", { tool: "search", ...parts });
  graph.steps[0] = step;
  return estimateStep(step, new EstimateKnowledge(graph, TOOLS, { ...NOTHING_KNOWN, ...basis }));
}

describe("a step's estimate", () => {
  it("goes by the tool's default and the prices when nothing is known", () => {
    expect(estimate({})).toEqual({
      seconds: { p50: 2, p90: 6 },
      time: { source: "tool", uses: 0 },
      costMicros: { p50: 10, p90: 10 },
      costUnknown: false,
      cost: { source: "prices", uses: 0 },
      items: null,
    });
    expect(estimate({ tool: "web" })).toMatchObject({ costMicros: { p50: 0, p90: 0 }, costUnknown: true });
    expect(estimate({ tool: "nowhere" })).toMatchObject({ seconds: { p50: 0, p90: 0 }, costUnknown: true });
  });

  it("goes by the same step's runs, then its author, then similar uses, then other uses of the tool", () => {
    const runs = ofStep("search", "", uses(10));
    const bytes = sizeClass(JSON.stringify({}).length);
    const similar = ofTool("search", uses(20), { models: "", size: bytes });
    const same = ofTool("search", uses(30), { models: "" });
    const other = ofTool("search", uses(40), { asked: false });
    const tools = [similar, same, other];
    expect(estimate({}, { steps: [runs], tools }).time).toEqual({ source: "runs", uses: 5 });
    const byAuthor = estimate({ expectedSeconds: 7 }, { tools });
    expect(byAuthor).toMatchObject({ time: { source: "author" }, seconds: { p50: 7, p90: 21 } });
    expect(byAuthor.cost.source).toBe("similar");
    expect(estimate({}, { tools })).toMatchObject({
      time: { source: "similar" },
      seconds: { p50: 20, p90: 40 },
    });
    expect(estimate({}, { tools: [same, other] })).toMatchObject({
      time: { source: "other" },
      seconds: { p50: 30, p90: 60 },
    });
    expect(estimate({}, { tools: [other] })).toMatchObject({
      time: { source: "other" },
      seconds: { p50: 40, p90: 80 },
    });
  });

  it("has no history of another tool, another size or too few uses", () => {
    const few = uses(10, { count: 2 });
    const basis = {
      steps: [ofStep("web", "", uses(10)), ofStep("search", "", few)],
      tools: [
        ofTool("search", uses(20), { models: "", size: 9 }),
        ofTool("web", uses(20), { models: "" }),
        ofTool("search", few, { models: "" }),
      ],
    };
    expect(estimate({}, basis).time.source).toBe("tool");
    expect(estimate({ args: { query: { kind: "literal", value: "x".repeat(4 ** 9) } } }, basis).time).toEqual(
      {
        source: "similar",
        uses: 5,
      },
    );
  });

  it("takes what is referred to for as large as its tool's outputs usually are", () => {
    const tools = [
      ofTool("knowledge.search", uses(1, { outputBytes: 70_000 }), { models: "" }),
      ofTool("search", uses(20), { models: "", size: sizeClass(70_000) }),
    ];
    expect(estimate({ args: { query: { kind: "ref", ref: "b", path: [] } } }, { tools }).time.source).toBe(
      "similar",
    );
    expect(estimate({}, { tools }).time.source).toBe("tool");
  });

  it("without an executor model writing is quick and free; with one it takes time and the price of its tokens", () => {
    expect(estimate({ tool: "write" })).toMatchObject({
      seconds: { p50: 1, p90: 3 },
      costMicros: { p50: 0, p90: 0 },
      costUnknown: false,
    });
    const { seconds, costMicros, costUnknown, cost } = estimate({ tool: "write" }, { models: MODELS });
    expect(seconds).toEqual({ p50: 1 + 1 + 600 / 50, p90: 3 + 1 + 2_000 / 50 });
    // 400 tokens of ours and two bytes of arguments are read.
    expect(costMicros.p50).toBeCloseTo(400.5 + 600 * 4, 5);
    expect(costMicros.p90).toBeCloseTo(400.5 + 2_000 * 4, 5);
    expect([costUnknown, cost.source]).toEqual([false, "prices"]);
    const unpriced = { executor: { ...MINI, price: null }, checker: null };
    expect(estimate({ tool: "write" }, { models: unpriced })).toMatchObject({
      costMicros: { p50: 0, p90: 0 },
      costUnknown: true,
    });
  });

  it("asks for open arguments and by a rubric, where there is a model for it", () => {
    const open: Partial<Step> = { args: { query: { kind: "open" } } };
    const judged: Partial<Step> = { doneCondition: { ...requires(), rubric: "Is it good?" } };
    const both = { executor: MINI, checker: MINI };
    const plain = estimate({}, { models: both }).costMicros.p50;
    const filled = estimate(open, { models: both }).costMicros.p50;
    const checked = estimate(judged, { models: both }).costMicros.p50;
    expect(filled).toBeGreaterThan(plain + 150 * 4);
    expect(checked).toBeGreaterThan(plain + 200 * 4);
    expect(estimate({ ...open, ...judged }, { models: both }).costMicros.p50).toBeCloseTo(
      filled + checked - plain,
    );
    expect(estimate(judged, { models: MODELS }).costMicros.p50).toBe(plain);
  });

  it("has no history of other models, but knows how long some model took", () => {
    const basis: Partial<EstimateBasis> = {
      models: MODELS,
      steps: [ofStep("write", "", uses(0.1)), ofStep("write", "executor OpenAI maxi", uses(50))],
      tools: [
        ofTool("write", uses(0.1), { models: "" }),
        ofTool("write", uses(0.1), { asked: false }),
        ofTool("write", uses(40, { costMicros: { p50: 5, p90: 5 } }), { models: "executor OpenAI maxi" }),
      ],
    };
    expect(estimate({ tool: "write" }, basis)).toMatchObject({
      time: { source: "tool" },
      cost: { source: "prices" },
    });
    const some = ofTool("write", uses(40, { costMicros: { p50: 5, p90: 5 } }), { asked: true });
    const other = estimate({ tool: "write" }, { ...basis, tools: [...(basis.tools ?? []), some] });
    expect(other).toMatchObject({ time: { source: "other" }, seconds: { p50: 40, p90: 80 } });
    expect(other).toMatchObject({ cost: { source: "prices" } });
    expect(other.costMicros.p50).toBeGreaterThan(600 * 4);
    const same = ofStep("write", BY_MINI, uses(9, { costMicros: { p50: 70, p90: 90 } }));
    expect(estimate({ tool: "write" }, { ...basis, steps: [same] })).toMatchObject({
      time: { source: "runs" },
      costMicros: { p50: 70, p90: 90 },
    });
  });

  it("says that a cost is unknown where earlier uses had an unknown part, unless the tool told its cost", () => {
    const unknown = ofStep("search", "", uses(1, { costUnknown: true, costMicros: { p50: 3, p90: 4 } }));
    expect(estimate({}, { steps: [unknown] })).toMatchObject({
      costMicros: { p50: 3, p90: 4 },
      costUnknown: true,
    });
    const silent = ofStep("web", "", uses(1));
    expect(estimate({ tool: "web" }, { steps: [silent] }).costUnknown).toBe(true);
    const told = ofStep(
      "web",
      "",
      uses(1, { costMicros: { p50: 5, p90: 5 }, toolMicros: { p50: 5, p90: 5 } }),
    );
    expect(estimate({ tool: "web" }, { steps: [told] })).toMatchObject({
      costMicros: { p50: 5, p90: 5 },
      costUnknown: false,
    });
  });

  it("takes a map's items at once, as many as it usually has, or five; its own runs speak for all of it", () => {
    const map: Partial<Step> = { kind: "map", each: { ref: "b", path: [] } };
    const five = estimate(map);
    expect(five).toMatchObject({ items: { count: 5, assumed: true }, costMicros: { p50: 50, p90: 50 } });
    expect(five.seconds.p50).toBeGreaterThan(2);
    expect(five.seconds.p90).toBeLessThan(5 * 6);
    const many = estimate(map, { items: { a: 50 } });
    expect(many).toMatchObject({ items: { count: 50, assumed: false }, costMicros: { p50: 500, p90: 500 } });
    expect(many.seconds.p50).toBeGreaterThan(five.seconds.p50);
    expect(estimate({ ...map, expectedSeconds: 9 }).seconds).toEqual({ p50: 9, p90: 27 });
    const whole = ofStep("search", "", uses(33));
    expect(estimate(map, { steps: [whole], items: { a: 50 } })).toMatchObject({
      seconds: { p50: 33, p90: 66 },
      items: null,
    });
  });
});

it("names models in one order, each once", () => {
  const executor = { role: "executor" as const, provider: "B", model: "x" };
  const checker = { role: "checker" as const, provider: "A", model: "y" };
  expect(modelsKey([executor, checker, executor])).toBe("checker A y\nexecutor B x");
  expect(modelsKey([])).toBe("");
});

it("sizes within a power of four are alike", () => {
  expect([0, 1, 3, 4, 15, 16, 1_000, 1_023, 1_024].map(sizeClass)).toEqual([0, 0, 0, 1, 1, 2, 4, 4, 5]);
});
