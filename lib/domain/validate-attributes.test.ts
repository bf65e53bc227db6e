import type { Equipment } from "./equipment.ts";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { makeStep } from "#lib/testing/arbitrary-plan.ts";
import { toolSpec } from "#lib/testing/tool-spec.ts";
import type { Argument, Step } from "./step.ts";
import { requires } from "./plain-step.ts";
import { validatePlan } from "./validate-plan.ts";
import { withoutReferences } from "./without-references.ts";

const Found = z.object({ found: z.number(), items: z.array(z.object({ name: z.string() })) });
const TOOLS = [
  toolSpec("search", z.object({ query: z.string() }), Found),
  toolSpec(
    "write",
    z.object({
      text: z.string().meta({ title: "Text" }),
      list: z.array(z.string()).optional(),
      note: z.string().nullable().optional(),
    }),
    z.object({ text: z.string() }),
  ),
  toolSpec("pay", z.object({}), z.object({}), { sideEffect: "once" }),
];

const literal = (value: string): Argument => ({ kind: "literal", value });
const ref = (step: string, ...path: (string | number)[]): Argument => ({ kind: "ref", ref: step, path });
const search = (id: string, parts: Partial<Step> = {}) =>
  makeStep(id, { tool: "search", args: { query: literal("eco") }, ...parts });
const write = (id: string, text: Argument, parts: Partial<Step> = {}) =>
  makeStep(id, { tool: "write", args: { text }, ...parts });

/** What is found, as "severity step field rule: message". */
function findings(steps: Step[], edges: string[], equipment?: Equipment) {
  const dependencies = edges.map((edge) => {
    const [from = "", to = ""] = edge.split(">");
    return { from, to };
  });
  return validatePlan({ steps, dependencies }, TOOLS, null, equipment).map(
    ({ severity, stepId, field, rule, message }) => `${severity} ${stepId} ${field} ${rule}: ${message}`,
  );
}

/** The same for a step z behind a, with b apart. */
const ofZ = (z: Partial<Step>) => findings([search("a"), search("b"), write("z", literal("x"), z)], ["a>z"]);

describe("a condition", () => {
  test("over outputs of earlier steps is fine", () => {
    expect(ofZ({ when: "steps.a.found > 0 && steps.a.items.all(x, x.name != '')" })).toEqual([]);
  });
  test.each([
    ["steps.a.found >", "bad_condition: The expression ends too soon (at character 16)."],
    [
      "steps.gone.found > 0",
      "broken_reference: It reads the output of a step that is not in the plan: “gone”.",
    ],
    [
      "steps.b.found > 0",
      "broken_reference: It reads the output of “Step b”, but “Step z” does not wait for that step.",
    ],
    [
      "steps.z.text == ''",
      "broken_reference: A condition is asked before the step runs, so it cannot read its own output.",
    ],
    ["has(steps.a.lost)", "broken_reference: The output of “Step a” has no “lost”."],
    ["steps.a.items[0].lost == 1", "broken_reference: The output of “Step a” has no “items.0.lost”."],
  ])("%s is found wrong", (when, says) => {
    expect(ofZ({ when })).toEqual([`error z when ${says}`]);
  });
});

describe("a map", () => {
  const map: Partial<Step> = { kind: "map", each: { ref: "a", path: ["items"] } };

  test("reads its item, and is read as a list", () => {
    const steps = [
      search("a"),
      write("m", ref("m", "name"), map),
      write(
        "z",
        { kind: "template", parts: [{ ref: "m", path: [0, "text"] }] },
        {
          when: "size(steps.m) > 0",
          kind: "map",
          each: { ref: "m", path: [] },
        },
      ),
    ];
    expect(findings(steps, ["a>m", "m>z"])).toEqual([]);
  });
  test.each<[string, Partial<Step>, string]>([
    [
      "without a list",
      { kind: "map" },
      "each no_list: “Step z” is done for each item of a list, but no list is chosen.",
    ],
    [
      "over what is no list",
      { kind: "map", each: { ref: "a", path: ["found"] } },
      "each not_a_list: “found” of “Step a” is a number, not a list.",
    ],
    [
      "over what is not there",
      { kind: "map", each: { ref: "a", path: ["lost"] } },
      "each broken_reference: The output of “Step a” has no “lost”.",
    ],
    [
      "over itself",
      { kind: "map", each: { ref: "z", path: [] } },
      "each broken_reference: “Step z” cannot work through its own output.",
    ],
    [
      "over a later step",
      { kind: "map", each: { ref: "b", path: ["items"] } },
      "each broken_reference: It reads the output of “Step b”, but “Step z” does not wait for that step.",
    ],
    [
      "that is none",
      { each: { ref: "a", path: ["items"] } },
      "each list_without_map: “Step z” has a list, but is done only once.",
    ],
    [
      "whose item has no such part",
      { ...map, args: { text: ref("z", "lost") } },
      "args.text broken_reference: The item has no “lost”.",
    ],
    [
      "whose item is no text",
      { ...map, args: { text: ref("z") } },
      "args.text bad_reference_type: “Text” must be text, but the item is a set of named values.",
    ],
    [
      "that is none, reading its item",
      { args: { text: ref("z", "name") } },
      "args.text broken_reference: “Step z” cannot read its own output.",
    ],
  ])("%s is found wrong", (_, parts, says) => {
    expect(ofZ(parts)).toEqual([`error z ${says}`]);
  });
  test("is no longer read by its items' parts", () => {
    const steps = [search("a"), write("m", ref("m", "name"), map), write("z", ref("m", "text"))];
    expect(findings(steps, ["a>m", "m>z"])).toEqual([
      "error z args.text broken_reference: The output of “Step m” has no “text”.",
    ]);
  });
});

describe("a done-condition", () => {
  const done = (parts: Partial<Step["doneCondition"]>, step: Partial<Step> = {}) =>
    ofZ({ ...step, doneCondition: { ...requires(), ...parts } });

  test("that can be met is fine", () => {
    expect(
      done({
        required: [["text"]],
        expression: "size(output.text) > 20",
        schema: { type: "object", properties: { text: { type: "string" } } },
        maxRepeats: 2,
      }),
    ).toEqual([]);
  });
  test.each<[Partial<Step["doneCondition"]>, string]>([
    [
      { expression: "output.text >" },
      "doneCondition.expression bad_done_condition: The expression ends too soon (at character 14).",
    ],
    [
      { expression: "steps.a.found > 0" },
      "doneCondition.expression bad_done_condition: “steps” is not known here; an expression reads output (at character 1).",
    ],
    [
      { expression: "size(output.lost) > 0" },
      "doneCondition.expression bad_done_condition: Tool write gives no “lost”, so this done-condition could never be met.",
    ],
    [
      { schema: { pattern: "(a+)+" } },
      "doneCondition.schema bad_done_condition: The schema cannot use “pattern” here.",
    ],
    [
      { rubric: "Friendly." },
      "doneCondition.rubric rubric_needs_model: A rubric is judged by a checker model, and none is configured.",
    ],
  ])("%j is found wrong", (parts, says) => {
    expect(done(parts)).toEqual([`error z ${says}`]);
  });
  test("with a rubric is fine where there is a checker model", () => {
    const step = write("z", literal("x"), { doneCondition: { ...requires(), rubric: "Friendly." } });
    expect(findings([step], [], { checker: true, executor: false })).toEqual([]);
  });
  test("does not repeat what must not be repeated, and says so", () => {
    expect(done({ maxRepeats: 1 }, { tool: "pay", args: {} })).toEqual([
      "warning z doneCondition.maxRepeats never_repeated: Tool pay must not be repeated unasked, so this step is not repeated when the output does not pass.",
    ]);
  });
});

describe("a step that reads one that may be skipped", () => {
  const steps = (z: Step, b: Partial<Step> = {}) => [
    search("a"),
    search("c", { when: "steps.a.found > 0" }),
    write("b", ref("c", "items", 0, "name"), b),
    z,
  ];
  const edges = ["a>c", "c>b", "a>z", "b>z"];

  test("is warned of when its tool must have the value and the step goes on", () => {
    expect(findings(steps(write("z", ref("b", "text"))), edges)).toEqual([
      "warning z args.text may_be_skipped: “Step b” may be skipped by a condition; then “Text” has no value and this step fails.",
    ]);
  });
  test("is fine when it is skipped as well, asks, or can do without", () => {
    expect(findings(steps(write("z", ref("b", "text"))), ["a>c", "c>b", "b>z"])).toEqual([]);
    expect(findings(steps(write("z", ref("b", "text"), { when: "has(steps.b.text)" })), edges)).toEqual([]);
    expect(
      findings(
        steps(write("z", literal("x"), { args: { text: literal("x"), note: ref("b", "text") } })),
        edges,
      ),
    ).toEqual([]);
    const text: Argument = { kind: "template", parts: ["About ", { ref: "b", path: ["text"] }] };
    expect(findings(steps(write("z", text)), edges)).toEqual([]);
  });
});

test("a sign of life that the time limit would forestall is warned of", () => {
  expect(ofZ({ timeoutSeconds: 10, heartbeatSeconds: 10 })).toEqual([
    "warning z heartbeatSeconds idle_heartbeat: The time limit ends the step before it could be silent for this long.",
  ]);
});

test("removing a step leaves conditions and lists that read it, and the checks report them", () => {
  const reader = write("z", literal("x"), {
    kind: "map",
    each: { ref: "a", path: ["items"] },
    when: "steps.a.found > 0",
  });
  const graph = { steps: [search("a"), reader], dependencies: [{ from: "a", to: "z" }] };
  expect(withoutReferences(graph, ["a"], TOOLS)).toEqual([]);
  expect(findings([reader], [])).toEqual([
    "error z when broken_reference: It reads the output of a step that is not in the plan: “a”.",
    "error z each broken_reference: It reads the output of a step that is not in the plan: “a”.",
  ]);
});
