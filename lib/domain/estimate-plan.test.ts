import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { arbitrarySeed, makeGraph, makeStep, operationFor } from "#lib/testing/arbitrary-plan.ts";
import { toolSpec } from "#lib/testing/tool-spec.ts";
import { applyPatch } from "./apply-patch.ts";
import type { EstimateBasis } from "./estimate-basis.ts";
import { NOTHING_KNOWN } from "./known-uses.ts";
import { estimatePlan } from "./estimate-plan.ts";
import type { Range } from "./estimate-range.ts";
import type { PlanGraph } from "./plan.ts";

const TOOL = "knowledge.search";
const tool = (typicalSeconds: number, costMicros: number | null = 0, name = TOOL) =>
  toolSpec(name, z.object({}), z.object({}), { typicalSeconds, costMicros });

/** What is known when steps took these in earlier runs of the plan. */
function took(seconds: Record<string, Range>, micros: Record<string, Range> = {}): EstimateBasis {
  const free = { p50: 0, p90: 0 };
  return {
    ...NOTHING_KNOWN,
    steps: Object.entries(seconds).map(([stepId, range]) => ({
      stepId,
      tool: TOOL,
      models: "",
      count: 12,
      seconds: range,
      costMicros: micros[stepId] ?? free,
      costUnknown: false,
      toolMicros: micros[stepId] ?? free,
      outputBytes: 100,
    })),
  };
}

const arbitraryRange = fc
  .tuple(
    fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 1_000, noNaN: true })),
    fc.oneof(fc.constant(0), fc.double({ min: 0, max: 5_000, noNaN: true })),
  )
  .map(([p50, more]): Range => ({ p50, p90: p50 + more }));

/** A plan of up to eight steps, with what each took. */
const arbitraryPlan = fc
  .tuple(
    fc.array(arbitrarySeed, { maxLength: 12 }),
    fc.array(arbitraryRange, { minLength: 1, maxLength: 8 }),
    fc.array(arbitraryRange, { minLength: 8, maxLength: 8 }),
  )
  .map(([seeds, ranges, costs]) => {
    const ids = ranges.map((_, i) => `s${i}`);
    let graph = makeGraph(ids);
    for (const { a, b } of seeds) {
      const [first, second] = [a % ids.length, b % ids.length];
      const [from = "", to = ""] = [ids[Math.min(first, second)], ids[Math.max(first, second)]];
      const outcome = from === to ? null : applyPatch(graph, [{ op: "connect", from, to }]);
      if (outcome?.ok) graph = outcome.graph;
    }
    const seconds = Object.fromEntries(ids.map((id, i) => [id, ranges[i] ?? { p50: 0, p90: 0 }]));
    const micros = Object.fromEntries(ids.map((id, i) => [id, costs[i] ?? { p50: 0, p90: 0 }]));
    return { graph, seconds, micros };
  });

const all = (ranges: Record<string, Range>, of: (range: Range) => number) =>
  Object.values(ranges).map((range) => of(range));
/** Floating point may lose the last digits. */
const SLACK = 1 + 1e-9;

describe("a whole plan's estimate", () => {
  it("is that of its step when it has one, and nothing when it has none", () => {
    const { seconds, costMicros } = estimatePlan(
      makeGraph(["a"]),
      [tool(1)],
      took({ a: { p50: 10, p90: 40 } }, { a: { p50: 100, p90: 900 } }),
    );
    expect(seconds.p50).toBeCloseTo(10, 1);
    expect(seconds.p90).toBeCloseTo(40, 1);
    expect(costMicros.p50).toBeCloseTo(100, 0);
    expect(costMicros.p90).toBeCloseTo(900, 0);
    expect(estimatePlan({ steps: [], dependencies: [] }, [])).toEqual({
      seconds: { p50: 0, p90: 0 },
      costMicros: { p50: 0, p90: 0 },
      costUnknown: 0,
      timeSources: {},
      costSources: {},
      assumedItems: 0,
    });
  });

  it("takes the longest chain's time and every step's price", () => {
    const fixed = { p50: 10, p90: 10 };
    const known = took({ a: fixed, b: fixed, c: { p50: 30, p90: 30 } }, { a: fixed, b: fixed, c: fixed });
    const parallel = estimatePlan(makeGraph(["a", "b", "c"]), [tool(1)], known);
    expect(parallel.seconds).toEqual({ p50: 30, p90: 30 });
    const joined = estimatePlan(makeGraph(["a", "b", "c"], ["a>b", "a>c"]), [tool(1)], known);
    expect(joined.seconds).toEqual({ p50: 40, p90: 40 });
    expect([parallel.costMicros, joined.costMicros]).toEqual([
      { p50: 30, p90: 30 },
      { p50: 30, p90: 30 },
    ]);
  });

  it("does not add up the bad luck of a chain's steps, and waits for the slowest of parallel ones", () => {
    const ids = Array.from({ length: 20 }, (_, i) => `s${i}`);
    const known = took(Object.fromEntries(ids.map((id) => [id, { p50: 10, p90: 40 }])));
    const chain = makeGraph(
      ids,
      ids.slice(1).map((id, i) => `${ids[i]}>${id}`),
    );
    const one = estimatePlan(chain, [tool(1)], known).seconds;
    expect(one.p50).toBeGreaterThan(20 * 10);
    expect(one.p90).toBeLessThan(20 * 40 * 0.7);
    const side = estimatePlan(makeGraph(ids), [tool(1)], known).seconds;
    expect(side.p50).toBeGreaterThan(40);
    expect(side.p90).toBeLessThan(one.p50);
  });

  it("gives the same numbers again, and cannot be told by the order of the list", () => {
    fc.assert(
      fc.property(arbitraryPlan, ({ graph, seconds, micros }) => {
        const known = took(seconds, micros);
        const first = estimatePlan(graph, [tool(1)], known);
        expect(estimatePlan(graph, [tool(1)], known)).toEqual(first);
        const turned = { ...graph, steps: graph.steps.toReversed() };
        const again = estimatePlan(turned, [tool(1)], known);
        expect(again.seconds.p50).toBeCloseTo(first.seconds.p50, 6);
        expect(again.costMicros.p90).toBeCloseTo(first.costMicros.p90, 6);
      }),
      { numRuns: 60 },
    );
  });

  it("is a range that lies between its longest step and its steps one after the other", () => {
    fc.assert(
      fc.property(arbitraryPlan, ({ graph, seconds, micros }) => {
        const whole = estimatePlan(graph, [tool(1)], took(seconds, micros));
        const chain = estimatePlan(inARow(graph), [tool(1)], took(seconds, micros));
        for (const range of [whole.seconds, whole.costMicros])
          expect(range.p90).toBeGreaterThanOrEqual(range.p50);
        for (const of of ["p50", "p90"] as const) {
          const longest = Math.max(...all(seconds, (range) => range[of]));
          expect(whole.seconds[of] * 1.001).toBeGreaterThanOrEqual(longest * 0.999);
          expect(whole.seconds[of]).toBeLessThanOrEqual(chain.seconds[of] * SLACK);
        }
        expect(whole.costMicros.p50 * 1.001).toBeGreaterThanOrEqual(
          Math.max(...all(micros, ({ p50 }) => p50)),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("never falls when a step becomes slower and dearer, or waits for one more", () => {
    fc.assert(
      fc.property(
        arbitraryPlan,
        fc.nat(7),
        fc.double({ min: 1, max: 10, noNaN: true }),
        ({ graph, seconds, micros }, which, factor) => {
          const id = graph.steps[which % graph.steps.length]?.id ?? "";
          const slower = ({ p50, p90 }: Range = { p50: 0, p90: 0 }) => ({
            p50: p50 * factor,
            p90: p90 * factor,
          });
          const before = estimatePlan(graph, [tool(1)], took(seconds, micros));
          const after = estimatePlan(
            graph,
            [tool(1)],
            took({ ...seconds, [id]: slower(seconds[id]) }, { ...micros, [id]: slower(micros[id]) }),
          );
          const chained = estimatePlan(inARow(graph), [tool(1)], took(seconds, micros));
          for (const of of ["p50", "p90"] as const) {
            expect(after.seconds[of] * SLACK).toBeGreaterThanOrEqual(before.seconds[of]);
            expect(after.costMicros[of] * SLACK).toBeGreaterThanOrEqual(before.costMicros[of]);
            expect(chained.seconds[of] * SLACK).toBeGreaterThanOrEqual(before.seconds[of]);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it("says how many steps have no known price, and counts what is known", () => {
    const graph: PlanGraph = makeGraph(["a", "b", "c"], ["a>b"]);
    graph.steps[2] = makeStep("c", { tool: "unpriced" });
    const estimate = estimatePlan(graph, [tool(2, 10), tool(1, null, "unpriced")]);
    expect(estimate).toMatchObject({
      costMicros: { p50: 20, p90: 20 },
      costUnknown: 1,
      timeSources: { tool: 3 },
      costSources: { prices: 3 },
    });
    expect(estimate.seconds.p50).toBeGreaterThan(4);
    expect(estimate.seconds.p90).toBeLessThan(12);
  });

  it("counts optional and conditional steps as run", () => {
    const graph = makeGraph(["a", "b"], ["a>b"]);
    graph.steps[1] = makeStep("b", { optional: true, when: "steps.a.ok" });
    const known = took({ a: { p50: 1, p90: 1 }, b: { p50: 2, p90: 2 } });
    expect(estimatePlan(graph, [tool(1)], known).seconds).toEqual({ p50: 3, p90: 3 });
  });

  it("takes any plan, also one with faults", () => {
    fc.assert(
      fc.property(fc.array(arbitrarySeed, { maxLength: 30 }), (seeds) => {
        let graph: PlanGraph = { steps: [], dependencies: [] };
        for (const seed of seeds) {
          const outcome = applyPatch(graph, [operationFor(graph, seed)]);
          if (outcome.ok) graph = outcome.graph;
        }
        const { seconds, costMicros } = estimatePlan(graph, [tool(1)]);
        for (const amount of [seconds.p50, seconds.p90, costMicros.p90])
          expect(amount).toBeGreaterThanOrEqual(0);
      }),
    );
    const cycle = makeGraph(["a", "b"], ["a>b"]);
    cycle.dependencies.push({ from: "b", to: "a" });
    expect(estimatePlan(cycle, [tool(1)]).seconds.p50).toBeGreaterThan(0);
  });
});

/** The same steps, each after all that it depends on and after the one before it in the list. */
function inARow(graph: PlanGraph): PlanGraph {
  const ids = graph.steps.map(({ id }) => id);
  const dependencies = ids.slice(1).map((to, i) => ({ from: ids[i] ?? "", to }));
  return { ...graph, dependencies };
}
