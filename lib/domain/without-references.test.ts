import { describe, expect, it } from "vitest";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { REFERENCE as goal, REFERENCE_PLAN as plan } from "#lib/testing/reference-plan.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { applyPatch } from "./apply-patch.ts";
import type { StepId } from "./ids.ts";
import { invertPatch } from "./invert-patch.ts";
import type { PatchOperation } from "./patch.ts";
import type { PlanGraph } from "./plan.ts";
import type { Argument, Arguments, Step } from "./step.ts";
import { requires } from "./plain-step.ts";
import { validatePlan } from "./validate-plan.ts";
import { withoutReferences } from "./without-references.ts";

const TOOLS = toolSpecs();
const ref = (id: StepId, ...path: string[]): Argument => ({ kind: "ref", ref: id, path });
const text = (value: string): Argument => ({ kind: "literal", value });
const list = (...items: Argument[]): Argument => ({ kind: "list", items });
const section = (heading: string, content: Argument): Argument => ({
  kind: "object",
  properties: { heading: text(heading), content },
});

/** A graph in which `reader` waits for a and b, with the given parts. */
function reading(parts: Partial<Step>): PlanGraph {
  const graph = makeGraph(["a", "b", "reader"], ["a>reader", "b>reader"]);
  return { ...graph, steps: graph.steps.map((it) => (it.id === "reader" ? makeStep("reader", parts) : it)) };
}

/** What the removal of a leaves of an argument of text.write, whose brief, topic and material are required. */
function left(args: Arguments): Arguments {
  const [update] = withoutReferences(reading({ tool: "text.write", args }), ["a"], TOOLS);
  return update?.op === "update" ? (update.changes.args ?? args) : args;
}

function apply(graph: PlanGraph, patch: PatchOperation[]): PlanGraph {
  const outcome = applyPatch(graph, patch);
  if (!outcome.ok) throw new Error(outcome.errors[0]?.message);
  return outcome.graph;
}

describe("references to a step that goes", () => {
  it("leave lists with their items, however deep they lie in them", () => {
    expect(left({ material: list(ref("a"), text("x"), ref("b")) })).toEqual({
      material: list(text("x"), ref("b")),
    });
    const sections = list(section("A", ref("a", "text")), section("B", list(ref("b"), ref("a"))));
    expect(left({ material: sections })).toEqual({ material: list(section("B", list(ref("b")))) });
  });

  it("leave templates, which keep their texts", () => {
    const parts = ["About ", { ref: "a", path: [] }, " and ", { ref: "b", path: [] }];
    expect(left({ topic: { kind: "template", parts } })).toEqual({
      topic: { kind: "template", parts: ["About ", " and ", { ref: "b", path: [] }] },
    });
  });

  it("take an optional argument with them and leave a required one, which is then a finding", () => {
    expect(left({ audience: ref("a"), material: list(ref("b")) })).toEqual({ material: list(ref("b")) });
    const required: Arguments = { topic: ref("a"), material: list(ref("a")) };
    expect(left(required)).toEqual(required);
    const graph = apply(reading({ tool: "text.write", args: required }), [
      { op: "remove", stepId: "a", bridge: true },
    ]);
    const broken = validatePlan(graph, TOOLS, null).filter(({ rule }) => rule === "broken_reference");
    expect(broken.map(({ field }) => field)).toEqual(["args.topic", "args.material.0"]);
  });

  it("stay in the arguments of an unknown tool unless a list can do without", () => {
    const graph = reading({ tool: "gone.tool", args: { x: ref("a"), y: list(ref("a"), ref("b")) } });
    expect(withoutReferences(graph, ["a"], TOOLS)).toEqual([
      { op: "update", stepId: "reader", changes: { args: { x: ref("a"), y: list(ref("b")) } } },
    ]);
  });

  it("leave fallbacks too, and nothing else of a step is touched", () => {
    const args = { material: list(ref("a"), ref("b")) };
    const doneCondition = requires(["text"]);
    const graph = reading({ doneCondition, fallbacks: [{ tool: "text.write", args }] });
    expect(withoutReferences(graph, ["a"], TOOLS)).toEqual([
      {
        op: "update",
        stepId: "reader",
        changes: { fallbacks: [{ tool: "text.write", args: { material: list(ref("b")) } }] },
      },
    ]);
  });

  it("are not looked for in steps that go as well, and no step changes without any", () => {
    const graph = reading({ tool: "text.write", args: { material: list(ref("a"), text("x")) } });
    expect(withoutReferences(graph, ["a", "reader"], TOOLS)).toEqual([]);
    expect(withoutReferences(graph, ["b"], TOOLS)).toEqual([]);
  });
});

describe("the reference plan", () => {
  // What is the only thing a later step lives on cannot be mended.
  const needed: Readonly<Record<StepId, string[]>> = {
    "market-research": ["keywords args.passages"],
    keywords: ["content-plan args.items"],
  };

  it.each(plan.steps.map(({ id }) => id))(
    "without %s has only the errors it must have; undo restores it",
    (id) => {
      const patch: PatchOperation[] = [
        ...withoutReferences(plan, [id], TOOLS),
        { op: "remove", stepId: id, bridge: true },
      ];
      const errors = validatePlan(apply(plan, patch), TOOLS, goal).filter(
        ({ severity }) => severity === "error",
      );
      expect(errors.map(({ stepId, field }) => `${stepId} ${field}`)).toEqual(needed[id] ?? []);
      const undone = apply(apply(plan, patch), invertPatch(plan, patch));
      const sorted = (graph: PlanGraph) =>
        graph.dependencies.map(({ from, to }) => `${from}>${to}`).toSorted();
      expect(undone.steps).toEqual(plan.steps);
      expect(sorted(undone)).toEqual(sorted(plan));
    },
  );
});
