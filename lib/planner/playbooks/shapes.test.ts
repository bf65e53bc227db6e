import { expect, test } from "vitest";
import { analyseGoal } from "../goal/analyse-goal.ts";
import type { DraftedStep } from "../drafted-step.ts";
import { contextOf } from "./match.ts";
import { PLAYBOOKS } from "./registry.ts";

const TODAY = "2026-11-23";

/** A graph without names: for each vertex which ones it depends on, without what others imply. */
type Shape = number[][];

function shapeOf(steps: DraftedStep[]): Shape {
  const place = new Map(steps.map(({ step }, at) => [step.id, at]));
  const above: Set<number>[] = [];
  return steps.map(({ dependsOn }, at) => {
    const before = dependsOn.map((id) => place.get(id) ?? -1);
    above[at] = new Set(before.flatMap((one) => [one, ...(above[one] ?? [])]));
    return before.filter((one) => !before.some((other) => above[other]?.has(one)));
  });
}

const afterOf = (shape: Shape): Shape =>
  shape.map((_, at) => shape.flatMap((before, other) => (before.includes(at) ? [other] : [])));

const byText = (a = "", b = "") => a.localeCompare(b);

/** What each vertex looks like from itself, refined by its neighbours until every path has been walked. */
function coloursOf(shape: Shape): string[] {
  const after = afterOf(shape);
  let colours = shape.map(() => "");
  for (let round = 0; round < shape.length; round++) {
    const seen = (list: number[] = []) =>
      list
        .map((one) => colours[one])
        .toSorted(byText)
        .join();
    const told = shape.map((before, at) => `${seen(before)}|${seen(after[at])}`);
    const names = [...new Set(told)].toSorted(byText);
    colours = told.map((one) => String(names.indexOf(one)));
  }
  return colours;
}

/** Graphs with different canonical forms have different shapes; the opposite has to be looked at. */
function canonical(shape: Shape): string {
  const colours = coloursOf(shape);
  return shape
    .map(
      (before, at) =>
        `${before
          .map((one) => colours[one])
          .toSorted(byText)
          .join()}>${colours[at]}`,
    )
    .toSorted(byText)
    .join(" ");
}

/** Whether a one-to-one mapping of vertices makes one graph the other. */
function isomorphic(a: Shape, b: Shape): boolean {
  if (a.length !== b.length || canonical(a) !== canonical(b)) return false;
  const [ofA, ofB] = [coloursOf(a), coloursOf(b)];
  const mapped: number[] = [];
  const extend = (at: number): boolean => {
    if (at === a.length) return true;
    return b.some((before, candidate) => {
      if (mapped.includes(candidate) || ofA[at] !== ofB[candidate]) return false;
      // Steps come in an order in which each comes after what it depends on, so all of these are mapped already.
      const wanted = new Set((a[at] ?? []).map((one) => mapped[one]));
      if (wanted.size !== before.length || !before.every((one) => wanted.has(one))) return false;
      mapped[at] = candidate;
      if (extend(at + 1)) return true;
      mapped.length = at;
      return false;
    });
  };
  return extend(0);
}

test("the comparison of shapes knows graphs apart, and the same graph again", () => {
  const chain = [[], [0], [1]];
  expect(isomorphic(chain, [[], [0], [1]])).toBe(true);
  expect(isomorphic(chain, [[], [0], [0]])).toBe(false);
  expect(isomorphic([[], [], [0], [0, 1]], [[], [], [1], [0, 1]])).toBe(true);
  // Every vertex has two neighbours of the same kind: one ring of six and two rings of three look alike to their vertices.
  const six = [[], [], [], [0, 1], [1, 2], [0, 2]];
  const pairs = [[], [], [], [0, 1], [0, 1], [2]];
  expect(isomorphic(six, pairs)).toBe(false);
  expect(isomorphic(six, [[], [], [], [2, 0], [0, 1], [1, 2]])).toBe(true);
});

test.each([
  ["nothing", "Something about eco-products"],
  ["a goal budget", "Something about eco-products, budget $40,000"],
  ["a period", "Something about eco-products for next quarter"],
  ["both", "Something about eco-products for next quarter, budget $40,000, for young families"],
])("no two playbooks have the same shape for a goal with %s", (_said, goal) => {
  const context = contextOf(analyseGoal(goal, TODAY), TODAY);
  const shapes = PLAYBOOKS.map(({ id, draft }) => ({ id, shape: shapeOf(draft(context)) }));
  const alike = shapes.flatMap((one, at) =>
    shapes
      .slice(at + 1)
      .flatMap((other) => (isomorphic(one.shape, other.shape) ? [`${one.id} = ${other.id}`] : [])),
  );
  expect(alike).toEqual([]);
});
