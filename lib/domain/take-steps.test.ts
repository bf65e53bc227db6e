import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryGraph, arbitrarySeed, makeGraph, makeStep, patchFor } from "#lib/testing/arbitrary-plan.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { applyPatch } from "./apply-patch.ts";
import { ancestors, topologicalOrder } from "./graph.ts";
import type { StepId } from "./ids.ts";
import type { PlanGraph } from "./plan.ts";
import { sameJson } from "./same-json.ts";
import type { Argument, Step } from "./step.ts";
import { requires } from "./plain-step.ts";
import { takeSteps } from "./take-steps.ts";
import type { StepPick, StepTaking } from "./taking-places.ts";

const tools = toolSpecs();
const EMPTY: PlanGraph = { steps: [], dependencies: [] };
const edges = ({ dependencies }: PlanGraph) => dependencies.map(({ from, to }) => `${from}>${to}`).toSorted();
const ids = ({ steps }: PlanGraph) => steps.map(({ id }) => id);
const step = (graph: PlanGraph, id: StepId) => graph.steps.find((one) => one.id === id);
const pick = (graph: PlanGraph, stepIds: StepId[], parts: Partial<StepPick> = {}): StepPick => ({
  name: "the other plan",
  graph,
  derived: false,
  stepIds,
  ...parts,
});
const take = (draft: PlanGraph, picks: StepPick[], parts: Partial<StepTaking> = {}) =>
  takeSteps({ draft, base: draft, picks, into: "add", tools, ...parts });
const change = (graph: PlanGraph, id: StepId, parts: Partial<Step>): PlanGraph => ({
  ...graph,
  steps: graph.steps.map((one) => (one.id === id ? { ...one, ...parts } : one)),
});
const ref = (id: StepId): Argument => ({ kind: "ref", ref: id, path: ["passages"] });
const keywords = (id: StepId, search: StepId) =>
  makeStep(id, {
    tool: "keywords.extract",
    args: { passages: ref(search), topic: { kind: "literal", value: "shops" } },
    doneCondition: requires(["keywords"]),
  });
const chain = makeGraph(["a", "b", "c"], ["a>b", "b>c"]);

describe("of plans made from this one", () => {
  test("a step that both have takes over what the other changed in it, and nothing else", () => {
    const draft = change(chain, "a", { title: "Mine" });
    const fast = change(chain, "a", { timeoutSeconds: 5, retry: { maxAttempts: 1, backoffSeconds: 1 } });
    const taken = take(draft, [pick(fast, ["a"], { derived: true })], { base: chain });
    expect(step(taken.graph, "a")).toMatchObject({ title: "Mine", timeoutSeconds: 5 });
    expect(taken.patch).toHaveLength(1);
    expect(taken.notes).toEqual([]);
  });

  test("of a step chosen twice the later counts where both differ, and that is said", () => {
    const fast = change(chain, "a", { timeoutSeconds: 5, optional: true });
    const careful = change(chain, "a", { timeoutSeconds: 300 });
    const taken = take(chain, [
      pick(fast, ["a"], { derived: true, name: "the fast plan" }),
      pick(careful, ["a"], { derived: true, name: "the careful plan" }),
    ]);
    expect(ids(taken.graph)).toEqual(["a", "b", "c"]);
    expect(step(taken.graph, "a")).toMatchObject({ timeoutSeconds: 300, optional: true });
    expect(taken.notes).toEqual([
      "“Step a” was chosen twice; where they differ, that of the careful plan was taken.",
    ]);
  });

  test("an edit that is replaced is told of", () => {
    const draft = change(chain, "a", { timeoutSeconds: 7 });
    const careful = change(chain, "a", { timeoutSeconds: 300 });
    const { notes } = take(draft, [pick(careful, ["a"], { derived: true })], { base: chain });
    expect(notes).toEqual(["What you changed in “Step a” since was replaced. Undo takes it back."]);
  });

  test("waits that the other plan cut go, those that it added come", () => {
    const fast = makeGraph(["a", "b", "c"], ["a>b", "a>c"]);
    expect(edges(take(chain, [pick(fast, ["c"], { derived: true })]).graph)).toEqual(["a>b", "a>c"]);
  });

  test("a new step comes between those that it stood between", () => {
    const careful = makeGraph(["a", "b", "check", "c"], ["a>b", "b>check", "check>c"]);
    const taken = take(chain, [pick(careful, ["check"], { derived: true })]);
    expect(ids(taken.graph)).toEqual(["a", "b", "check", "c"]);
    expect(edges(taken.graph)).toEqual(["a>b", "b>check", "check>c"]);
  });

  test("a step that was removed since comes back where it stood", () => {
    const draft = makeGraph(["a", "c"], ["a>c"]);
    const taken = take(draft, [pick(chain, ["b"], { derived: true })], { base: chain });
    expect(edges(taken.graph)).toEqual(["a>b", "b>c"]);
  });
});

describe("of plans of their own", () => {
  test("what lay between and was not chosen is bridged; nothing of the plan is lost", () => {
    const other = makeGraph(["x", "y", "z"], ["x>y", "y>z"]);
    const taken = take(chain, [pick(other, ["x", "z"])]);
    expect(edges(taken.graph)).toEqual(["a>b", "b>c", "x>z"]);
    expect(edges(take(chain, [pick(other, ["x", "z"])], { into: "replace" }).graph)).toEqual(["x>z"]);
  });

  test("an id that another step has is changed, with all that reads it", () => {
    const other: PlanGraph = {
      steps: [makeStep("a", { title: "Another" }), keywords("k", "a")],
      dependencies: [{ from: "a", to: "k" }],
    };
    const taken = take(chain, [pick(other, ["a", "k"])]);
    expect(step(taken.graph, "a")?.title).toBe("Step a");
    expect(step(taken.graph, "a-2")?.title).toBe("Another");
    expect(step(taken.graph, "k")?.args["passages"]).toEqual(ref("a-2"));
  });

  test("the same step of two plans comes once, and one that the plan has is not added", () => {
    const one = makeGraph(["x", "y"], ["x>y"]);
    const two = makeGraph(["x", "w"], ["x>w"]);
    const taken = take(chain, [pick(one, ["x", "y"]), pick(two, ["x", "w"])]);
    expect(ids(taken.graph).toSorted()).toEqual(["a", "b", "c", "w", "x", "y"]);
    expect(edges(taken.graph)).toEqual(["a>b", "b>c", "x>w", "x>y"]);
    const again = take(chain, [pick(chain, ["b"])]);
    expect(again.patch).toEqual([]);
    expect(again.notes).toEqual(["“Step b” is in the plan already."]);
  });

  test("what a step reads and was not chosen is read no more, or said to be missing", () => {
    const write = makeStep("write", {
      tool: "text.write",
      args: {
        brief: { kind: "literal", value: "b" },
        topic: { kind: "literal", value: "t" },
        material: { kind: "list", items: [ref("x"), ref("y")] },
      },
    });
    const other: PlanGraph = {
      steps: [makeStep("x"), makeStep("y"), write, keywords("k", "x")],
      dependencies: [
        { from: "x", to: "write" },
        { from: "y", to: "write" },
        { from: "x", to: "k" },
      ],
    };
    const taken = take(EMPTY, [pick(other, ["y", "write", "k"])]);
    expect(step(taken.graph, "write")?.args["material"]).toEqual({ kind: "list", items: [ref("y")] });
    expect(taken.notes).toEqual([
      "“Step write” no longer uses “Step x”, which was not taken.",
      "“Step k” needs what “Step x” gives, which was not taken: mend it before a run.",
    ]);
  });

  test("orders of two plans that contradict each other close no circle", () => {
    const one = makeGraph(["x", "y"], ["x>y"]);
    const two = makeGraph(["y", "x"], ["y>x"]);
    const taken = take(EMPTY, [pick(one, ["x", "y"]), pick(two, ["x", "y"])]);
    expect(edges(taken.graph)).toEqual(["x>y"]);
    expect(taken.notes).toContain("“Step x” does not wait for “Step y”: they would wait for each other.");
  });
});

test("a step that its plan does not have is refused", () => {
  expect(() => take(chain, [pick(chain, ["z"])])).toThrow("has no step z");
});

const chosenOf = (graph: PlanGraph, choice: readonly boolean[]) =>
  ids(graph).filter((_, at) => choice[at % Math.max(1, choice.length)]);

const twinOf = (one: Step | undefined, graph: PlanGraph) =>
  one &&
  graph.steps.find(
    ({ title, tool, args }) => title === one.title && tool === one.tool && sameJson(args, one.args),
  );

test("whatever is chosen, the patch applies and makes a graph without circles and with each id once", () => {
  fc.assert(
    fc.property(
      arbitraryGraph(),
      fc.array(arbitrarySeed, { maxLength: 12 }),
      fc.array(arbitrarySeed, { maxLength: 12 }),
      arbitraryGraph(),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
      fc.constantFrom("add" as const, "replace" as const),
      (base, edits, changes, other, choice, into) => {
        const draft = patchFor(base, edits, "e").graph;
        const derived = patchFor(base, changes, "v").graph;
        const picks = [
          pick(derived, chosenOf(derived, choice), { derived: true, name: "the derived plan" }),
          pick(other, chosenOf(other, choice.toReversed())),
        ].filter(({ stepIds }) => stepIds.length > 0);
        const taken = takeSteps({ draft, base, picks, into, tools });
        const outcome = applyPatch(draft, taken.patch);
        expect(outcome.ok).toBe(true);
        const { graph } = taken;
        if (outcome.ok) {
          expect(edges(outcome.graph)).toEqual(edges(graph));
          expect(outcome.graph.steps).toEqual(graph.steps);
        }
        expect(new Set(ids(graph)).size).toBe(graph.steps.length);
        expect(topologicalOrder(graph)).toHaveLength(graph.steps.length);
        for (const id of ids(graph)) expect(ancestors(graph, id).has(id)).toBe(false);
        // Nothing of the plan is lost when steps are added, and every chosen one is there.
        if (into === "add") for (const id of ids(draft)) expect(step(graph, id)).toBeDefined();
        const titles = new Set(graph.steps.map(({ tool }) => tool));
        for (const { graph: from, stepIds } of picks)
          for (const id of stepIds) {
            const tool = step(from, id)?.tool;
            // What the derived plan had left as it was stays as the plan has it by now.
            const left =
              from === derived && step(base, id)?.tool === tool ? step(draft, id)?.tool : undefined;
            // What the other plan has just as the draft is the draft's, and changes with it.
            const twin = from === other ? twinOf(step(other, id), draft) : undefined;
            const changed = twin && picks.some((one) => one.derived && one.stepIds.includes(twin.id));
            const becomes = changed ? step(derived, twin.id)?.tool : undefined;
            expect(titles).toContain((into === "add" ? (left ?? becomes) : undefined) ?? tool);
          }
        expect(graph.steps.length).toBeLessThanOrEqual(
          (into === "add" ? draft.steps.length : 0) +
            picks.reduce((sum, { stepIds }) => sum + stepIds.length, 0),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test("steps of one plan keep their order, whatever lay between them", () => {
  fc.assert(
    fc.property(arbitraryGraph(), fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }), (other, choice) => {
      // Equal steps would be one.
      const own: PlanGraph = { ...other, steps: other.steps.map((one) => ({ ...one, title: one.id })) };
      const chosen = chosenOf(own, choice);
      const { graph } = takeSteps({
        draft: EMPTY,
        base: EMPTY,
        picks: [pick(own, chosen)],
        into: "add",
        tools,
      });
      for (const id of chosen) {
        const before = ancestors(own, id);
        for (const earlier of chosen) {
          if (before.has(earlier)) expect(ancestors(graph, id).has(earlier)).toBe(true);
        }
      }
    }),
    { numRuns: 200 },
  );
});
