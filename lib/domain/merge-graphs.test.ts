import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryGraph, arbitrarySeed, makeGraph, makeStep, patchFor } from "#lib/testing/arbitrary-plan.ts";
import { applyPatch } from "./apply-patch.ts";
import { diffGraphs } from "./diff-graphs.ts";
import { ancestors } from "./graph.ts";
import { mergeGraphs } from "./merge-graphs.ts";
import type { PatchOperation } from "./patch.ts";
import type { PlanGraph } from "./plan.ts";

const RUNS = { numRuns: 400 };

function apply(graph: PlanGraph, ...patch: PatchOperation[]): PlanGraph {
  const outcome = applyPatch(graph, patch);
  if (!outcome.ok) throw new Error(outcome.errors[0]?.message);
  return outcome.graph;
}

const order = (graph: PlanGraph) => graph.steps.map((step) => step.id).join(" ");
const edges = (graph: PlanGraph) => graph.dependencies.map(({ from, to }) => `${from}>${to}`).join(" ");
const step = (graph: PlanGraph, id: string) => graph.steps.find((each) => each.id === id);
const title = (stepId: string, text: string): PatchOperation => ({
  op: "update",
  stepId,
  changes: { title: text },
});

describe("diff", () => {
  it("applied to the first graph gives the second, whatever the two are", () => {
    fc.assert(
      fc.property(arbitraryGraph(), arbitraryGraph(), (a, b) => {
        expect(apply(a, ...diffGraphs(a, b))).toEqual(b);
      }),
      RUNS,
    );
  });

  it("of two graphs that are a few edits apart", () => {
    fc.assert(
      fc.property(arbitraryGraph(), fc.array(arbitrarySeed, { maxLength: 6 }), (a, seeds) => {
        const b = patchFor(a, seeds).graph;
        expect(apply(a, ...diffGraphs(a, b))).toEqual(b);
      }),
      RUNS,
    );
  });

  it("is empty when only the order of keys or dependencies differs", () => {
    const a = makeGraph(["a", "b", "c"], ["a>b", "b>c"]);
    const stored: PlanGraph = {
      steps: a.steps.map((each) => Object.fromEntries(Object.entries(each).toReversed()) as typeof each),
      dependencies: a.dependencies.toReversed(),
    };
    expect(diffGraphs(a, stored)).toEqual([]);
  });

  it("moves one step when one was moved", () => {
    const a = makeGraph(["a", "b", "c", "d"]);
    const b = apply(a, { op: "move", stepId: "a", after: "d", rewire: false });
    expect(diffGraphs(a, b)).toEqual([{ op: "move", stepId: "a", after: "d", rewire: false }]);
  });
});

describe("merge", () => {
  const base = makeGraph(["a", "b", "c"], ["a>b", "b>c"]);

  it("gives a valid graph that the patch leads to from theirs, whatever both did", () => {
    fc.assert(
      fc.property(
        arbitraryGraph(12),
        fc.array(arbitrarySeed, { maxLength: 8 }),
        fc.array(arbitrarySeed, { maxLength: 8 }),
        (start, my, their) => {
          const mine = patchFor(start, my, "m").graph;
          const theirs = patchFor(start, their, "t").graph;
          const merged = mergeGraphs(start, mine, theirs);
          expect(apply(theirs, ...merged.patch)).toEqual(merged.graph);
          const ids = merged.graph.steps.map((each) => each.id);
          expect(ids.every((id) => !ancestors(merged.graph, id).has(id))).toBe(true);
          // Nothing that either side added is lost.
          for (const side of [mine, theirs]) {
            for (const added of side.steps.filter((each) => !step(start, each.id)))
              expect(ids).toContain(added.id);
          }
        },
      ),
      RUNS,
    );
  });

  it("with one side unchanged is the other side", () => {
    fc.assert(
      fc.property(arbitraryGraph(), fc.array(arbitrarySeed, { maxLength: 8 }), (start, seeds) => {
        const changed = patchFor(start, seeds).graph;
        expect(mergeGraphs(start, changed, start)).toMatchObject({ graph: changed, conflicts: [] });
        expect(mergeGraphs(start, start, changed)).toEqual({ graph: changed, patch: [], conflicts: [] });
        expect(mergeGraphs(start, changed, changed)).toEqual({ graph: changed, patch: [], conflicts: [] });
      }),
      RUNS,
    );
  });

  it("keeps disjoint edits of both sides, field by field", () => {
    const mine = apply(base, title("a", "Mine"), {
      op: "add",
      step: makeStep("m"),
      after: "a",
      dependencies: [{ from: "a", to: "m" }],
    });
    const theirs = apply(
      base,
      { op: "update", stepId: "a", changes: { instruction: "Theirs" } },
      { op: "remove", stepId: "b", bridge: true },
    );
    const merged = mergeGraphs(base, mine, theirs);
    expect(merged.conflicts).toEqual([]);
    expect(step(merged.graph, "a")).toMatchObject({ title: "Mine", instruction: "Theirs" });
    expect(order(merged.graph)).toBe("a m c");
    expect(edges(merged.graph)).toBe("a>c a>m");
  });

  it("reports a field that both changed, and mine stands", () => {
    const merged = mergeGraphs(base, apply(base, title("a", "Mine")), apply(base, title("a", "Theirs")));
    expect(step(merged.graph, "a")?.title).toBe("Mine");
    expect(merged.conflicts).toEqual([
      {
        stepId: "a",
        field: "title",
        kept: "mine",
        mine: "Mine",
        theirs: "Theirs",
        message: "You and somebody else both changed the title of “Mine”. Yours was kept.",
      },
    ]);
  });

  it("keeps a step that one side edited and the other removed, with its dependencies", () => {
    const edited = apply(base, title("b", "Edited"));
    const removed = apply(base, { op: "remove", stepId: "b", bridge: true });
    for (const [mine, theirs, kept] of [
      [edited, removed, "mine"],
      [removed, edited, "theirs"],
    ] as const) {
      const merged = mergeGraphs(base, mine, theirs);
      expect(merged.conflicts).toMatchObject([{ stepId: "b", field: "step", kept }]);
      expect(order(merged.graph)).toBe("a b c");
      expect(edges(merged.graph)).toBe("a>b a>c b>c");
    }
  });

  it("leaves out a dependency of mine that closes a cycle with theirs", () => {
    const start = makeGraph(["a", "b"]);
    const mine = apply(start, { op: "connect", from: "a", to: "b" });
    const theirs = apply(start, { op: "connect", from: "b", to: "a" });
    const merged = mergeGraphs(start, mine, theirs);
    expect(edges(merged.graph)).toBe("b>a");
    expect(merged.conflicts).toMatchObject([{ stepId: "b", field: "dependency", kept: "theirs" }]);
  });

  it("reports a dependency on a step that the other side removed", () => {
    const mine = apply(base, {
      op: "add",
      step: makeStep("m"),
      after: "b",
      dependencies: [{ from: "b", to: "m" }],
    });
    const theirs = apply(base, { op: "remove", stepId: "b", bridge: true });
    const merged = mergeGraphs(base, mine, theirs);
    expect(order(merged.graph)).toBe("a m c");
    expect(merged.conflicts.map(({ message }) => message)).toEqual([
      "The dependency of “Step m” on “Step b” was left out, because “Step b” was removed.",
    ]);
  });

  it("keeps my move and their additions", () => {
    const mine = apply(base, { op: "move", stepId: "c", after: null, rewire: false });
    const theirs = apply(base, { op: "add", step: makeStep("t"), after: "a", dependencies: [] });
    expect(order(mergeGraphs(base, mine, theirs).graph)).toBe("c a t b");
  });
});
