import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryGraph, makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { applyPatch } from "./apply-patch.ts";
import { MOST_IMPORT_BYTES } from "./document.ts";
import { pasteSteps } from "./paste-steps.ts";
import { requires } from "./plain-step.ts";
import type { PlanGraph } from "./plan.ts";
import { sameJson } from "./same-json.ts";
import type { Argument, Step } from "./step.ts";
import { copySteps, looksLikeSteps, readSteps, writeSteps } from "./steps-document.ts";
import { validatePlan } from "./validate-plan.ts";

const tools = toolSpecs();
const EMPTY: PlanGraph = { steps: [], dependencies: [] };
const chain = makeGraph(["a", "b", "c"], ["a>b", "b>c"]);
const edges = ({ dependencies }: PlanGraph) => dependencies.map(({ from, to }) => `${from}>${to}`).toSorted();

function paste(from: PlanGraph, ids: string[], graph: PlanGraph, after = graph.steps.at(-1)?.id ?? null) {
  const text = writeSteps(copySteps(from, ids));
  const read = readSteps(text ?? "");
  if (!read.ok) throw new Error(read.message);
  let count = 0;
  const pasted = pasteSteps(read.document, { graph, after, tools, newId: () => `new-${++count}` });
  const outcome = applyPatch(graph, pasted.patch);
  if (!outcome.ok) throw new Error(outcome.errors[0]?.message);
  return { ...pasted, graph: outcome.graph };
}

function change(graph: PlanGraph, id: string, parts: Partial<Step>): PlanGraph {
  return { ...graph, steps: graph.steps.map((step) => (step.id === id ? { ...step, ...parts } : step)) };
}

test("steps come into another plan under new ids, with the dependencies between them", () => {
  const { graph, stepIds, kept, lost } = paste(chain, ["c", "b", "a"], EMPTY);
  expect(stepIds).toEqual(["new-1", "new-2", "new-3"]);
  expect(edges(graph)).toEqual(["new-1>new-2", "new-2>new-3"]);
  expect([...kept, ...lost]).toEqual([]);
});

test("in the plan they came from, what was not copied is waited for as before", () => {
  const { graph, kept } = paste(chain, ["b", "c"], chain, "a");
  expect(graph.steps.map(({ id }) => id)).toEqual(["a", "new-1", "new-2", "b", "c"]);
  expect(edges(graph)).toEqual(["a>b", "a>new-1", "b>c", "new-1>new-2"]);
  const titleOf = (id: string) => graph.steps.find((step) => step.id === id)?.title;
  expect(kept).toEqual([`“${titleOf("new-1")}” depends on “${titleOf("a")}”.`]);
});

test("where another plan lacks it, it is waited for no more, and the note says so", () => {
  const { graph, lost } = paste(chain, ["b"], EMPTY);
  expect(edges(graph)).toEqual([]);
  expect(lost).toEqual([
    expect.stringMatching(/^“.*” no longer depends on “.*”, which this plan does not have\.$/),
  ]);
});

test("a step of the same id with another tool is not taken for it", () => {
  const other = change(makeGraph(["a"], []), "a", { tool: "another.tool" });
  expect(edges(paste(chain, ["b"], other).graph)).toEqual([]);
});

const ref = (id: string): Argument => ({ kind: "ref", ref: id, path: ["passages"] });
const reading = change(chain, "c", {
  tool: "keywords.extract",
  args: { passages: ref("a"), topic: { kind: "literal", value: "shops" } },
  doneCondition: requires(["keywords"]),
});

test("references among the copied lead to the copies, and a map's item stays its own", () => {
  const mapped = change(reading, "c", {
    kind: "map",
    each: { ref: "a", path: ["passages"] },
    args: { topic: { kind: "ref", ref: "c", path: ["text"] } },
  });
  const step = paste(mapped, ["a", "b", "c"], chain).graph.steps.find(({ id }) => id === "new-3");
  expect(step?.each).toEqual({ ref: "new-1", path: ["passages"] });
  expect(step?.args["topic"]).toEqual({ kind: "ref", ref: "new-3", path: ["text"] });
});

test("what is read is waited for, also when the step between was not copied and is not there", () => {
  const target = change(makeGraph(["a"], []), "a", { title: "Found" });
  const { graph, kept } = paste(reading, ["c"], target);
  expect(edges(graph)).toEqual(["a>new-1"]);
  expect(kept).toContain("“c” depends on “Found”.".replace("c", graph.steps.at(-1)?.title ?? ""));
});

test("a required argument that reads what is not there is left for the plan's check, and told", () => {
  const { graph, lost } = paste(reading, ["c"], EMPTY);
  expect(lost).toEqual(
    [
      expect.stringMatching(/ no longer depends on /),
      expect.stringMatching(
        / needs what “.*”, which this plan does not have, gives: mend it before a run\.$/,
      ),
    ].toReversed(),
  );
  const problems = validatePlan(graph, tools, null).filter(({ severity }) => severity === "error");
  expect(problems.map(({ field }) => field)).toContain("args.passages");
});

test("what can be done without is taken out", () => {
  const optional = change(chain, "c", {
    tool: "report.compile",
    args: {
      sections: {
        kind: "list",
        items: [
          { kind: "ref", ref: "a", path: [] },
          { kind: "literal", value: 1 },
        ],
      },
    },
  });
  const { graph, lost } = paste(optional, ["c"], EMPTY);
  expect(graph.steps[0]?.args["sections"]).toEqual({ kind: "list", items: [{ kind: "literal", value: 1 }] });
  expect(lost.join(" ")).toMatch(/no longer uses/);
});

test("any part of any plan is pasted into itself whole, and one patch undoes it", () => {
  fc.assert(
    fc.property(arbitraryGraph(), fc.array(fc.nat(50)), (graph, picks) => {
      const ids = [...new Set(picks.flatMap((at) => graph.steps[at]?.id ?? []))];
      if (ids.length === 0) return;
      const read = readSteps(writeSteps(copySteps(graph, ids)) ?? "");
      if (!read.ok) throw new Error(read.message);
      const { patch, stepIds } = pasteSteps(read.document, { graph, after: null, tools });
      const outcome = applyPatch(graph, patch);
      if (!outcome.ok) throw new Error(outcome.errors[0]?.message);
      expect(new Set(outcome.graph.steps.map(({ id }) => id)).size).toBe(graph.steps.length + ids.length);
      expect(stepIds).toHaveLength(ids.length);
      const into = (own: PlanGraph, wanted: readonly string[]) =>
        own.dependencies.filter(({ to }) => wanted.includes(to)).length;
      expect(into(outcome.graph, stepIds)).toBeGreaterThanOrEqual(into(graph, ids));
      const back = applyPatch(outcome.graph, outcome.inverse);
      expect(back.ok && sameJson(back.graph.steps, graph.steps)).toBe(true);
    }),
  );
});

const document = () => copySteps(chain, ["a", "b"]);
const messageFor = (value: unknown) => {
  const read = readSteps(typeof value === "string" ? value : JSON.stringify(value));
  return read.ok ? null : read.message;
};

test("text that is no steps is refused with what to do", () => {
  expect(messageFor("  ")).toBe("The clipboard is empty. Copy some steps first.");
  for (const other of ["a recipe", "{", "null", "[]", '{"format":"planwright.plan","version":1}'])
    expect(messageFor(other)).toBe(
      "What is on the clipboard is no steps. Copy some in a plan, then paste them here.",
    );
  expect(messageFor({ ...document(), version: 2 })).toMatch(/newer Planwright/);
});

test("steps that no plan could have are refused with the place", () => {
  const { graph, ...rest } = document();
  const twice = { ...rest, graph: { ...graph, steps: [...graph.steps, ...graph.steps] } };
  expect(messageFor(twice)).toMatch(/At graph\.steps\.2\.id: Two steps have the id/);
  const circle = [...graph.dependencies, { from: "b", to: "a" }];
  expect(messageFor({ ...rest, graph: { ...graph, dependencies: circle } })).toMatch(/wait for each other/);
  expect(messageFor({ ...rest, graph: { ...graph, steps: [] } })).toMatch(/At graph\.steps: /);
  expect(messageFor({ ...rest, graph, waits: [{ from: "nobody", to: "a" }] })).toMatch(/At waits\.0: /);
  const half = change(graph, "a", { args: { x: { kind: "literal", value: "\ud800" } } });
  expect(messageFor({ ...rest, graph: half })).toMatch(/cannot be kept/);
  const deep = `{"format":"planwright.steps","version":1,"graph":${"[".repeat(5_000)}${"]".repeat(5_000)}}`;
  expect(messageFor(deep)).toMatch(/nested more than/);
});

test("what is larger than 2 MB is neither copied nor pasted, counted in bytes", () => {
  const large = change(chain, "a", {
    args: { x: { kind: "literal", value: "é".repeat(MOST_IMPORT_BYTES / 2) } },
  });
  expect(writeSteps(copySteps(large, ["a"]))).toBeNull();
  expect(writeSteps(copySteps(large, ["b"]))).not.toBeNull();
  expect(messageFor(`"${"é".repeat(MOST_IMPORT_BYTES / 2)}"`)).toMatch(/larger than 2 MB/);
});

test("copied text is known by its beginning", () => {
  expect(looksLikeSteps(writeSteps(document()) ?? "")).toBe(true);
  expect(looksLikeSteps(JSON.stringify(document()))).toBe(true);
  expect(looksLikeSteps('{"format":"planwright.plan"}')).toBe(false);
});

test("steps that somebody wrote by hand are completed as a plan's are", () => {
  const { when, each, heartbeatSeconds, expectedSeconds, ...bare } = makeStep("a");
  const read = readSteps(
    JSON.stringify({ ...document(), graph: { steps: [bare], dependencies: [] }, outside: [], waits: [] }),
  );
  expect([when, each, heartbeatSeconds, expectedSeconds]).toEqual([null, null, null, null]);
  expect(read.ok && read.document.graph.steps[0]).toEqual(makeStep("a"));
});

test("the example in the documentation is one that can be pasted", () => {
  const page = readFileSync(new URL("../../docs/editing.md", import.meta.url), "utf8");
  const [, example = ""] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  const read = readSteps(example);
  if (!read.ok) throw new Error(read.message);
  const { patch, lost } = pasteSteps(read.document, { graph: EMPTY, after: null, tools });
  expect(applyPatch(EMPTY, patch).ok).toBe(true);
  expect(lost).toHaveLength(1);
});
