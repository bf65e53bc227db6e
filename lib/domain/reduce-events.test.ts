import { runView } from "#lib/testing/run-views.ts";
import { stepView } from "#lib/testing/step-views.ts";
import { describe, expect, it } from "vitest";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { NOTHING_KNOWN } from "./known-uses.ts";
import type { EventBody, StreamEvent } from "./event.ts";
import { newId } from "./ids.ts";
import { applyPlanEvent, applyRunEvent } from "./reduce-events.ts";
import type { StepRunView } from "./run.ts";
import type { PlanView, RunView } from "./view.ts";

const id = newId();
const event = (seq: number, body: EventBody): StreamEvent => ({ topic: `plan:${id}`, seq, at: "", body });
const author = { kind: "planner" as const, name: "Built-in planner" };

const plan: PlanView = {
  id,
  title: "",
  goal: "",
  status: "planning",
  message: null,
  analysis: null,
  choice: null,
  questions: null,
  attachments: [],
  report: null,
  rev: 2,
  graph: makeGraph(["a"]),
  versions: [],
  runs: [],
  equipment: { checker: false, executor: false },
  estimateBasis: NOTHING_KNOWN,
  seq: 5,
};

describe("events of a plan", () => {
  const patched = (seq: number, rev: number, stepId: string) =>
    event(seq, {
      type: "plan.patched",
      rev,
      key: "k",
      author,
      patch: [{ op: "add", step: makeStep(stepId), after: "a", dependencies: [] }],
    });

  it("apply in order, and each once", () => {
    const next = applyPlanEvent(plan, patched(6, 3, "b"));
    if (next === "gap") throw new Error("gap");
    expect([next.seq, next.rev, next.graph.steps.map((step) => step.id)]).toEqual([6, 3, ["a", "b"]]);
    expect(applyPlanEvent(next, patched(6, 3, "b"))).toBe(next);
    const done = applyPlanEvent(
      next,
      event(7, { type: "plan.status", status: "draft", report: null, message: null }),
    );
    expect(done).toMatchObject({ seq: 7, status: "draft", rev: 3 });
  });

  it("tell of a gap in the stream, in the revs, and of a patch that does not fit", () => {
    expect(applyPlanEvent(plan, patched(7, 3, "b"))).toBe("gap");
    expect(applyPlanEvent(plan, patched(6, 4, "b"))).toBe("gap");
    expect(applyPlanEvent(plan, patched(6, 3, "a"))).toBe("gap");
  });

  it("leave alone what the view has from an answer already", () => {
    expect(applyPlanEvent(plan, patched(6, 2, "b"))).toEqual({ ...plan, seq: 6 });
  });
});

describe("events of a run", () => {
  const step = (stepId: string, parts: Partial<StepRunView> = {}) =>
    stepView(stepId, { status: "ready", ...parts });
  const run = runView({
    id,
    graph: makeGraph(["a", "b"]),
    steps: [step("a"), step("b")],
    stepsTotal: 2,
  });

  it("keep a text from what a lost attempt still says after the next one has begun", () => {
    const says = (seq: number, attempt: number, text: string) =>
      event(seq, { type: "step.text", stepId: "a", attempt, text, fresh: false });
    const views = [says(1, 1, "old "), says(2, 2, "new "), says(3, 1, "late"), says(4, 2, "text")].reduce(
      (view: RunView | "gap", each) => (view === "gap" ? view : applyRunEvent(view, each)),
      run,
    );
    expect(views).toMatchObject({ texts: { a: { attempt: 2, text: "new text" } } });
  });

  it("replace a step and count what is done and spent", () => {
    const changed = step("a", { status: "succeeded", costMicros: 30 });
    const next = applyRunEvent(run, event(1, { type: "step.changed", step: changed, what: "" }));
    expect(next).toMatchObject({
      seq: 1,
      stepsDone: 1,
      stepsTotal: 2,
      costMicros: 30,
      steps: [changed, step("b")],
    });
  });

  it("move the run to its new graph", () => {
    const graph = makeGraph(["a", "c", "d"]);
    const steps = [step("a", { status: "succeeded" }), step("c"), step("d")];
    const spent = { ...run, costMicros: 70 };
    const next = applyRunEvent(spent, event(1, { type: "run.moved", versionNumber: 2, graph, steps }));
    expect(next).toMatchObject({
      costMicros: 70,
      versionNumber: 2,
      graph,
      steps,
      stepsDone: 1,
      stepsTotal: 3,
    });
  });

  it("tell of a gap, and change nothing twice", () => {
    const body: EventBody = {
      type: "run.status",
      status: "aborted",
      reason: "x",
      startedAt: null,
      finishedAt: "now",
    };
    expect(applyRunEvent(run, event(2, body))).toBe("gap");
    const next = applyRunEvent(run, event(1, body));
    if (next === "gap") throw new Error("gap");
    expect(next).toMatchObject({ status: "aborted", reason: "x", finishedAt: "now" });
    expect(applyRunEvent(next, event(1, body))).toBe(next);
  });
});
