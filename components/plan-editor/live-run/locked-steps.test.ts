import { expect, test } from "vitest";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { makeGraph } from "#lib/testing/arbitrary-plan.ts";
import { stepView } from "#lib/testing/step-views.ts";
import { backToRun, lockedEdit, lockedSteps, withLocked } from "./locked-steps.ts";

test("locked is what has started and not failed", () => {
  const steps = (
    [
      ["blocked", null],
      ["ready", null],
      ["failed", null],
      ["running", null],
      ["succeeded", null],
      ["skipped", null],
    ] as const
  ).map(([status]) => stepView(status, { status }));
  const waiting = (["timer", "decision", "items"] as const).map((waitingFor) =>
    stepView(waitingFor, { status: "waiting", waitingFor }),
  );
  expect([...lockedSteps([...steps, ...waiting])]).toEqual([
    "running",
    "succeeded",
    "skipped",
    "decision",
    "items",
  ]);
});

test("an edit of a locked step, or of what leads into it, is refused by its title; what leads out of it is not", () => {
  const graph = makeGraph(["a", "b", "c"], ["a>b"]);
  const edit = (patch: Parameters<typeof lockedEdit>[0]) => lockedEdit(patch, new Set(["b"]), graph);
  const title = graph.steps[1]?.title ?? "";
  for (const patch of [
    { op: "update" as const, stepId: "b", changes: { title: "x" } },
    { op: "remove" as const, stepId: "b", bridge: true },
    { op: "connect" as const, from: "c", to: "b" },
    { op: "disconnect" as const, from: "a", to: "b" },
  ])
    expect(edit([patch])).toBe(`“${title}” has started in the run, so it is locked.`);
  expect(edit([{ op: "connect", from: "b", to: "c" }])).toBeNull();
  expect(edit([{ op: "remove", stepId: "c", bridge: true }])).toBeNull();
});

test("the run takes over all of an edited plan but what is said of started steps", () => {
  const run = makeGraph(["a", "b", "c"], ["a>b", "b>c"]);
  const rename = (graph: PlanGraph, id: string): PlanGraph => ({
    ...graph,
    steps: graph.steps.map((step) => (step.id === id ? { ...step, title: "New" } : step)),
  });
  // The draft lost a, changed b, put d before b, and added d and e.
  const draft = rename(rename(makeGraph(["b", "c", "d", "e"], ["d>b", "b>e", "e>c"]), "b"), "c");
  const { graph, leftOut } = withLocked(run, draft, new Set(["a", "b"]));
  expect(leftOut).toEqual(["a", "b"]);
  expect(graph.steps.map((step) => step.id)).toEqual(["a", "b", "c", "d", "e"]);
  expect(graph.steps.find((step) => step.id === "b")).toEqual(run.steps[1]);
  expect(graph.steps.find((step) => step.id === "c")?.title).toBe("New");
  expect(graph.dependencies.map(({ from, to }) => `${from}>${to}`)).toEqual(["a>b", "b>e", "e>c"]);
  const outcome = applyPatch(run, diffGraphs(run, graph));
  expect(outcome.ok).toBe(true);
  expect(withLocked(run, run, new Set(["a", "b"]))).toEqual({ graph: run, leftOut: [] });
});

test("what was edited for a run is taken back; what the plan says otherwise of started steps stays", () => {
  const run = makeGraph(["a", "b", "c"], ["a>b", "b>c"]);
  const rename = (graph: PlanGraph, id: string): PlanGraph => ({
    ...graph,
    steps: graph.steps.map((step) => (step.id === id ? { ...step, title: "New" } : step)),
  });
  // b has started, and has other words in the plan; c was renamed, d added, and c made to wait for d instead of b.
  const draft = rename(rename(makeGraph(["a", "b", "c", "d"], ["a>b", "d>c"]), "b"), "c");
  const locked = new Set(["a", "b"]);
  const outcome = applyPatch(draft, backToRun(run, draft, locked));
  if (!outcome.ok) throw new Error("It applies to the plan.");
  expect(outcome.graph.steps.map(({ id, title }) => [id, title])).toEqual([
    ["a", run.steps[0]?.title],
    ["b", "New"],
    ["c", run.steps[2]?.title],
  ]);
  expect(outcome.graph.dependencies.map(({ from, to }) => `${from}>${to}`).toSorted()).toEqual([
    "a>b",
    "b>c",
  ]);
  expect(diffGraphs(run, withLocked(run, outcome.graph, locked).graph)).toEqual([]);
  expect(backToRun(run, run, locked)).toEqual([]);
});
