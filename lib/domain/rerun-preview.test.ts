import { expect, test } from "vitest";
import { testGraph, testStep } from "#lib/testing/seed-run.ts";
import type { PlanGraph } from "./plan.ts";
import { foretellReuse, type EarlierStep } from "./rerun-preview.ts";
import type { Step } from "./step.ts";

const reading = (id: string, ref: string) => testStep(id, { args: { text: { kind: "ref", ref, path: [] } } });
const graph = testGraph(
  [testStep("a"), reading("b", "a"), reading("c", "b"), testStep("d")],
  ["a>b", "b>c", "a>d"],
);
const result = (step: Step, changes: Partial<EarlierStep> = {}): EarlierStep => ({
  step,
  keyed: true,
  once: false,
  deleted: false,
  asked: false,
  seconds: 2,
  micros: 10,
  ...changes,
});

function foretold(
  { steps }: PlanGraph,
  changes: Record<string, Partial<EarlierStep> | null> = {},
  rest: Partial<Parameters<typeof foretellReuse>[0]> = {},
) {
  const earlier = new Map(
    graph.steps.flatMap((step) => {
      const change = changes[step.id];
      return change === null ? [] : [[step.id, result(step, change)] as const];
    }),
  );
  const known = new Set(graph.steps.map(({ id }) => id));
  const options = { known, earlier, fromStepId: null, toolChanged: () => false, askingChanged: false };
  const shown = foretellReuse({ ...options, graph: { ...graph, steps }, ...rest });
  return Object.fromEntries(shown.map(({ stepId, redone }) => [stepId, redone]));
}

test("what has not changed is taken over, with what that saves", () => {
  expect(foretold(graph)).toEqual({ a: null, b: null, c: null, d: null });
  const known = new Set(["a"]);
  const earlier = new Map([["a", result(testStep("a"))]]);
  const [a] = foretellReuse({
    graph,
    fromStepId: null,
    known,
    earlier,
    toolChanged: () => false,
    askingChanged: false,
  });
  expect(a).toEqual({ stepId: "a", title: "Step a", redone: null, savedSeconds: 2, savedMicros: 10 });
});

test("from a step on all is done anew; what does not follow it is taken over", () => {
  expect(foretold(graph, {}, { fromStepId: "b" })).toEqual({ a: null, b: "asked", c: "asked", d: null });
});

test("a step that reads what is done anew is done anew; one that only comes after it is not", () => {
  expect(foretold(graph, { a: null })).toEqual({ a: "unfinished", b: "reads", c: "reads", d: null });
  expect(foretold(graph, { a: { once: true } })).toMatchObject({ a: "once", b: "reads", d: null });
});

test("another definition, tool or model is another result; another title is not", () => {
  const changed = (id: string, change: Partial<Step>) => ({
    ...graph,
    steps: graph.steps.map((step) => (step.id === id ? { ...step, ...change } : step)),
  });
  expect(foretold(changed("d", { title: "Another", timeoutSeconds: 99 }))).toMatchObject({ d: null });
  expect(foretold(changed("d", { tool: "other" }))).toMatchObject({ d: "changed" });
  expect(foretold(graph, {}, { toolChanged: (tool) => tool === "test.work" })).toMatchObject({ a: "tool" });
  expect(foretold(graph, { d: { asked: true } }, { askingChanged: true })).toMatchObject({
    a: null,
    d: "models",
  });
  const open = changed("d", { args: { text: { kind: "open" } } });
  const earlier = new Map(open.steps.map((step) => [step.id, result(step)]));
  expect(foretold(open, {}, { earlier, askingChanged: true })).toMatchObject({ d: "models" });
  const retold = { ...open, steps: open.steps.map((step) => ({ ...step, instruction: "Otherwise" })) };
  expect(foretold(retold, {}, { earlier })).toMatchObject({ a: null, d: "changed" });
});

test("a step that the earlier run did not have is new, and a deleted result is done anew", () => {
  const more = { ...graph, steps: [...graph.steps, testStep("e")] };
  expect(foretold(more, { d: { deleted: true } })).toMatchObject({ d: "deleted", e: "new" });
});
