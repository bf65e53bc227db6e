import { describe, expect, test } from "vitest";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { makeStep } from "../new-step.ts";
import {
  dependOnAbove,
  dropBefore,
  dropBehind,
  moveDown,
  moveUp,
  outlineLevels,
  undependFromAbove,
  type OutlineMove,
} from "./outline-model.ts";

/** "a>b" makes b depend on a. */
function plan(steps: string, ...dependencies: string[]): PlanGraph {
  return {
    steps: Array.from(steps).map((id) => makeStep(null, id, id)),
    dependencies: dependencies.map((text) => ({ from: text.charAt(0), to: text.charAt(2) })),
  };
}

function after(graph: PlanGraph, move: OutlineMove): { outline: string; dependencies: string } {
  if (!move.ok) throw new Error(move.reason);
  const outcome = applyPatch(graph, move.patch);
  if (!outcome.ok) throw new Error(outcome.errors[0]?.message);
  return { outline: outline(outcome.graph), dependencies: arrows(outcome.graph) };
}

const outline = (graph: PlanGraph) =>
  outlineLevels(graph)
    .map(({ steps }) => steps.map((step) => step.id).join(""))
    .join("/");
const arrows = (graph: PlanGraph) =>
  graph.dependencies
    .map(({ from, to }) => `${from}>${to}`)
    .toSorted()
    .join(" ");

describe("outlineLevels", () => {
  test("groups by the longest way to a step and keeps the list's order inside a level", () => {
    expect(outline(plan("dcba", "d>a", "a>b", "d>b"))).toBe("dc/a/b");
  });

  test("an empty plan has no levels", () => {
    expect(outlineLevels(plan(""))).toEqual([]);
  });
});

describe("moving", () => {
  const chain = plan("abc", "a>b", "b>c");
  const beside = plan("abcd", "a>b", "a>c", "a>d");

  test("up and down within a level change only the list", () => {
    expect(after(beside, moveUp(beside, "c"))).toEqual({ outline: "a/cbd", dependencies: "a>b a>c a>d" });
    expect(after(beside, moveDown(beside, "b"))).toEqual({ outline: "a/cbd", dependencies: "a>b a>c a>d" });
  });

  test("up in a chain takes the place of the step it waited for", () => {
    expect(after(chain, moveUp(chain, "c")).outline).toBe("a/c/b");
    expect(after(chain, moveUp(chain, "b")).outline).toBe("b/a/c");
  });

  test("down in a chain goes behind the step that waited for it", () => {
    expect(after(chain, moveDown(chain, "a")).outline).toBe("b/a/c");
    expect(after(chain, moveDown(chain, "b")).outline).toBe("a/c/b");
  });

  test("the ends say that they are the ends", () => {
    expect(moveUp(chain, "a")).toMatchObject({ ok: false });
    expect(moveDown(chain, "c")).toMatchObject({ ok: false });
  });

  test("dropping a row behind another moves it there", () => {
    expect(after(beside, dropBehind(beside, "d", "b")).outline).toBe("a/bdc");
    expect(after(chain, dropBehind(chain, "a", "c")).outline).toBe("b/c/a");
    expect(after(chain, dropBehind(chain, "c", null)).outline).toBe("c/a/b");
    expect(dropBehind(chain, "a", "a")).toMatchObject({ ok: false });
  });

  test("dropping a row in front of another gives it that row's place", () => {
    expect(after(beside, dropBefore(beside, "d", "b")).outline).toBe("a/dbc");
    expect(after(chain, dropBefore(chain, "c", "a")).outline).toBe("c/a/b");
    expect(after(chain, dropBefore(chain, "c", "b")).outline).toBe("a/c/b");
    expect(after(chain, dropBefore(chain, "a", "c")).outline).toBe("b/a/c");
    expect(dropBefore(chain, "a", "b")).toMatchObject({ ok: false });
    expect(dropBefore(chain, "a", "a")).toMatchObject({ ok: false });
  });
});

describe("depending on the row above", () => {
  const loose = plan("abc", "a>c");

  test("connects to the row above and disconnects from the nearest source", () => {
    expect(after(loose, dependOnAbove(loose, "b")).dependencies).toBe("a>b a>c");
    expect(after(loose, undependFromAbove(loose, "c")).dependencies).toBe("");
  });

  test("says why when it cannot", () => {
    expect(dependOnAbove(loose, "a")).toMatchObject({ ok: false });
    expect(undependFromAbove(loose, "b")).toMatchObject({ ok: false });
  });
});
