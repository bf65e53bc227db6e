import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  arbitraryGraph,
  arbitrarySeed,
  makeGraph,
  makeStep,
  operationFor,
  patchFor,
} from "#lib/testing/arbitrary-plan.ts";
import { applyPatch } from "./apply-patch.ts";
import { ancestors, levels } from "./graph.ts";
import { invertPatch } from "./invert-patch.ts";
import { PlanPatch, type PatchOperation } from "./patch.ts";
import type { PlanGraph } from "./plan.ts";

const RUNS = { numRuns: 400 };

function apply(graph: PlanGraph, ...patch: PatchOperation[]): PlanGraph {
  const outcome = applyPatch(graph, patch);
  if (!outcome.ok) throw new Error(outcome.errors[0]?.message);
  return outcome.graph;
}

function refusal(graph: PlanGraph, ...patch: PatchOperation[]) {
  const outcome = applyPatch(graph, patch);
  return outcome.ok ? null : outcome.errors[0];
}

const order = (graph: PlanGraph) => graph.steps.map((step) => step.id).join(" ");
const edges = (graph: PlanGraph) =>
  graph.dependencies
    .map(({ from, to }) => `${from}>${to}`)
    .toSorted()
    .join(" ");
const isAcyclic = (graph: PlanGraph) => graph.steps.every((step) => !ancestors(graph, step.id).has(step.id));

describe("properties", () => {
  it("applying a patch and then its inverse is the identity, the list's order included", () => {
    fc.assert(
      fc.property(arbitraryGraph(), fc.array(arbitrarySeed, { maxLength: 12 }), (graph, seeds) => {
        const { patch, graph: after } = patchFor(graph, seeds);
        fc.pre(patch.length > 0);
        expect(apply(graph, ...patch)).toEqual(after);
        const inverse = invertPatch(graph, patch);
        expect(PlanPatch.safeParse(inverse).success).toBe(true);
        expect(apply(after, ...inverse)).toEqual(graph);
        // Redo is the inverse of the inverse.
        expect(apply(graph, ...invertPatch(after, inverse))).toEqual(after);
      }),
      RUNS,
    );
  });

  it("no patch makes a cycle, a duplicate or a dependency of a step that is not there", () => {
    fc.assert(
      fc.property(arbitraryGraph(), fc.array(arbitrarySeed, { maxLength: 12 }), (graph, seeds) => {
        let current = graph;
        for (const seed of seeds) {
          const outcome = applyPatch(current, [operationFor(current, seed)]);
          if (outcome.ok) current = outcome.graph;
        }
        const ids = new Set(current.steps.map((step) => step.id));
        expect(ids.size).toBe(current.steps.length);
        expect(new Set(edges(current).split(" ")).size).toBe(Math.max(1, current.dependencies.length));
        expect(current.dependencies.every(({ from, to }) => ids.has(from) && ids.has(to))).toBe(true);
        expect(isAcyclic(current)).toBe(true);
      }),
      RUNS,
    );
  });

  it("removing with a bridge joins exactly what came before to what came after", () => {
    fc.assert(
      fc.property(arbitraryGraph(), fc.nat(), (graph, n) => {
        const id = graph.steps[n % Math.max(1, graph.steps.length)]?.id;
        fc.pre(id !== undefined);
        const after = apply(graph, { op: "remove", stepId: id ?? "", bridge: true });
        const sources = graph.dependencies.filter(({ to }) => to === id).map(({ from }) => from);
        const targets = graph.dependencies.filter(({ from }) => from === id).map(({ to }) => to);
        const rest = graph.dependencies.filter(({ from, to }) => from !== id && to !== id);
        const expected = new Set(rest.map(({ from, to }) => `${from}>${to}`));
        for (const from of sources) for (const to of targets) expected.add(`${from}>${to}`);
        expect(edges(after)).toBe([...expected].toSorted().join(" "));
      }),
      RUNS,
    );
  });

  it("a move in a chain keeps every other two steps in the order in which one waited for the other", () => {
    fc.assert(
      fc.property(arbitraryGraph(), fc.nat(), fc.nat(), (graph, n, m) => {
        const ids = graph.steps.map((step) => step.id);
        const id = ids[n % Math.max(1, ids.length)];
        fc.pre(id !== undefined);
        const place = ids[m % ids.length] ?? null;
        const outcome = applyPatch(graph, [{ op: "move", stepId: id ?? "", after: place, rewire: true }]);
        fc.pre(outcome.ok);
        if (!outcome.ok) return;
        for (const other of ids) {
          if (other === id) continue;
          const before = [...ancestors(graph, other)].filter((each) => each !== id);
          const after = ancestors(outcome.graph, other);
          expect(before.every((each) => after.has(each))).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it("leaves the graph it was given alone", () => {
    fc.assert(
      fc.property(arbitraryGraph(), fc.array(arbitrarySeed, { maxLength: 8 }), (graph, seeds) => {
        const copy = structuredClone(graph);
        patchFor(graph, seeds);
        expect(graph).toEqual(copy);
      }),
      { numRuns: 50 },
    );
  });
});

describe("move with rewire", () => {
  const chain = makeGraph(["a", "b", "c", "d"], ["a>b", "b>c", "c>d"]);
  const move = (graph: PlanGraph, stepId: string, after: string | null) =>
    apply(graph, { op: "move", stepId, after, rewire: true });

  it("bridges the old neighbours and inserts at the new place, upwards", () => {
    const after = move(chain, "c", "a");
    expect(order(after)).toBe("a c b d");
    expect(edges(after)).toBe("a>c b>d c>b");
  });

  it("downwards, to the end too", () => {
    expect(edges(move(chain, "b", "c"))).toBe("a>c b>d c>b");
    const last = move(chain, "a", "d");
    expect(order(last)).toBe("b c d a");
    expect(edges(last)).toBe("b>c c>d d>a");
  });

  it("to the front of its chain", () => {
    const after = move(chain, "c", null);
    expect(order(after)).toBe("c a b d");
    expect(edges(after)).toBe("a>b b>d c>a");
  });

  it("changes nothing but the list when the step already follows that step", () => {
    const graph = makeGraph(["a", "x", "b"], ["a>b", "a>x"]);
    const after = move(graph, "b", "a");
    expect(order(after)).toBe("a b x");
    expect(edges(after)).toBe(edges(graph));
  });

  it("keeps what the step needs from outside the chain, and leaves other branches alone", () => {
    const graph = makeGraph(["a", "m", "x", "s", "other"], ["a>x", "x>s", "m>s", "a>other"]);
    expect(edges(move(graph, "s", "a"))).toBe("a>other a>s m>s s>x");
  });

  it("changes only the list between independent steps", () => {
    const graph = makeGraph(["a", "b", "c"], ["a>c", "b>c"]);
    const after = move(graph, "a", "b");
    expect(order(after)).toBe("b a c");
    expect(edges(after)).toBe(edges(graph));
  });

  it("refuses a place before a step that it needs, and says which", () => {
    const graph = makeGraph(["t", "a", "s"], ["a>s"]);
    expect(refusal(graph, { op: "move", stepId: "s", after: "t", rewire: true })).toEqual({
      operation: 0,
      stepId: "s",
      rule: "impossible_move",
      message:
        "“Step s” cannot be moved there: “Step s” needs “Step a”, so it cannot come before it. Remove that dependency first.",
    });
    const down = makeGraph(["s", "b", "t"], ["s>b"]);
    expect(refusal(down, { op: "move", stepId: "s", after: "t", rewire: true })?.message).toContain(
      "“Step b” needs “Step s”",
    );
  });

  it("refuses a place behind itself", () => {
    for (const rewire of [true, false]) {
      expect(refusal(chain, { op: "move", stepId: "a", after: "a", rewire })?.rule).toBe("impossible_move");
    }
  });
});

describe("refusals", () => {
  const graph = makeGraph(["a", "b", "c"], ["a>b", "b>c"]);

  it("names the steps of a cycle by their titles", () => {
    expect(refusal(graph, { op: "connect", from: "c", to: "a" })).toEqual({
      operation: 0,
      stepId: "a",
      rule: "cycle",
      message:
        "“Step a” cannot wait for “Step c”, because each would wait for the other: “Step c” → “Step a” → “Step b” → “Step c”.",
    });
  });

  it("of a step added between others that closes a cycle", () => {
    const step = makeStep("new");
    const dependencies = [
      { from: "c", to: "new" },
      { from: "new", to: "a" },
    ];
    expect(refusal(graph, { op: "add", step, after: null, dependencies })?.rule).toBe("cycle");
  });

  it("of self-dependencies, duplicates and unknown steps, with the index of the operation", () => {
    const good: PatchOperation = { op: "update", stepId: "a", changes: { title: "A" } };
    const rule = (operation: PatchOperation) => {
      const error = refusal(graph, good, operation);
      expect(error?.operation).toBe(1);
      return error?.rule;
    };
    expect(rule({ op: "connect", from: "a", to: "a" })).toBe("self_dependency");
    expect(rule({ op: "connect", from: "a", to: "b" })).toBe("duplicate_dependency");
    expect(rule({ op: "connect", from: "a", to: "zzz" })).toBe("unknown_step");
    expect(rule({ op: "disconnect", from: "a", to: "c" })).toBe("unknown_dependency");
    expect(rule({ op: "add", step: makeStep("a"), after: null, dependencies: [] })).toBe("duplicate_step");
    expect(rule({ op: "add", step: makeStep("n"), after: "zzz", dependencies: [] })).toBe("unknown_step");
    expect(
      rule({ op: "add", step: makeStep("n"), after: null, dependencies: [{ from: "a", to: "c" }] }),
    ).toBe("unknown_dependency");
    expect(rule({ op: "remove", stepId: "zzz", bridge: true })).toBe("unknown_step");
    expect(rule({ op: "update", stepId: "zzz", changes: {} })).toBe("unknown_step");
    expect(rule({ op: "move", stepId: "a", after: "zzz", rewire: false })).toBe("unknown_step");
  });

  it("of more steps than a plan may have", () => {
    const full = makeGraph(Array.from({ length: 5_000 }, (_, i) => `s${i}`));
    const add: PatchOperation = { op: "add", step: makeStep("one-more"), after: null, dependencies: [] };
    expect(refusal(full, add)?.rule).toBe("limit");
  });
});

describe("size", () => {
  it("builds and rearranges a graph of 2,000 steps in one patch of thousands of operations", () => {
    const ids = Array.from({ length: 2_000 }, (_, i) => `s${i}`);
    // Added in reverse, so that every dependency points against the order of arrival: the worst case for the ranks.
    const adds = ids.map((id, i): PatchOperation => ({
      op: "add",
      step: makeStep(id),
      after: null,
      dependencies: i === 0 ? [] : [{ from: id, to: `s${i - 1}` }],
    }));
    const graph = apply({ steps: [], dependencies: [] }, ...adds);
    expect(levels(graph).get("s0")).toBe(1_999);
    const moves = ids.slice(1).map((id): PatchOperation => ({
      op: "move",
      stepId: id,
      after: "s0",
      rewire: false,
    }));
    const moved = apply(graph, ...moves);
    expect(moved.steps.slice(0, 3).map((step) => step.id)).toEqual(["s0", "s1999", "s1998"]);
    expect(apply(moved, ...invertPatch(graph, moves))).toEqual(graph);
  });

  it("keeps the identity of what a patch does not touch", () => {
    const graph = makeGraph(["a", "b"], ["a>b"]);
    const after = apply(graph, { op: "update", stepId: "a", changes: { title: "New" } });
    expect(after.dependencies).toBe(graph.dependencies);
    expect(after.steps[1]).toBe(graph.steps[1]);
  });
});
