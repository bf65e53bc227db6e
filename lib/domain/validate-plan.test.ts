import { describe, expect, it } from "vitest";
import { z } from "zod";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { toolSpec } from "#lib/testing/tool-spec.ts";
import { bareGoal } from "./goal.ts";
import type { JsonObject } from "./json.ts";
import type { PlanGraph } from "./plan.ts";
import type { Argument, Step } from "./step.ts";
import { requires } from "./plain-step.ts";
import { validatePlan } from "./validate-plan.ts";

const Passages = z.array(z.object({ text: z.string(), line: z.number().int() }));
const TOOLS = [
  toolSpec(
    "search",
    z.object({
      query: z.string().min(1).max(20).meta({ title: "Search words" }),
      limit: z.number().int().min(1).max(20).default(6),
    }),
    z.object({ passages: Passages, note: z.string().nullable() }),
  ),
  toolSpec(
    "compose",
    z.object({
      sections: z
        .array(z.object({ heading: z.string().min(1).meta({ title: "Heading" }), content: z.json() }))
        .min(1)
        .meta({ title: "Sections" }),
      items: z.array(z.union([z.string().min(1), z.object({ keyword: z.string() })])).optional(),
      day: z.iso.date().optional(),
      tone: z.enum(["plain", "lively"]).optional(),
    }),
    z.object({ markdown: z.string() }),
  ),
  toolSpec(
    "spend",
    z.object({ totalCents: z.number().int(), currency: z.string().default("USD") }),
    z.object({}),
  ),
  toolSpec("strict", z.strictObject({ a: z.string() }), z.json()),
  toolSpec("off", z.object({}), z.object({}), { unavailable: "No search provider is configured." }),
];

const GOAL = { ...bareGoal("", ""), goalBudget: { cents: 4_000_000, currency: "USD" } };

const literal = (value: z.infer<typeof JsonObject>[string]): Argument => ({ kind: "literal", value });
const ref = (step: string, ...path: (string | number)[]): Argument => ({ kind: "ref", ref: step, path });
const search = (id: string) => makeStep(id, { tool: "search", args: { query: literal("eco") } });
const compose = (args: Step["args"], parts: Partial<Step> = {}) =>
  makeStep("z", {
    title: "Compose",
    tool: "compose",
    args: { sections: sections(literal("text")), ...args },
    ...parts,
  });
const sections = (content: Argument, heading = "Intro"): Argument => ({
  kind: "list",
  items: [{ kind: "object", properties: { heading: literal(heading), content } }],
});

/** a -> z, and b apart; z is the step given. */
function graphWith(step: Step): PlanGraph {
  return { steps: [search("a"), search("b"), step], dependencies: [{ from: "a", to: step.id }] };
}

/** What is found of the step, as "rule field: message". */
function findings(step: Step) {
  return validatePlan(graphWith(step), TOOLS, GOAL).map(
    ({ rule, field, message }) => `${rule} ${field}: ${message}`,
  );
}

describe("arguments", () => {
  it("that fit are fine, as literals, references, templates, lists and objects", () => {
    expect(
      findings(
        compose({
          sections: sections(ref("a", "passages")),
          items: { kind: "list", items: [literal("one"), ref("a", "note"), literal({ keyword: "k" })] },
          day: literal("2027-01-31"),
          tone: literal("plain"),
        }),
      ),
    ).toEqual([]);
    expect(
      findings(
        makeStep("z", {
          tool: "search",
          args: {
            query: { kind: "template", parts: ["about ", { ref: "a", path: ["passages", 0, "line"] }] },
          },
        }),
      ),
    ).toEqual([]);
  });

  it("that are missing are named, those with a default are not", () => {
    expect(validatePlan(graphWith(makeStep("z", { tool: "search" })), TOOLS, null)).toEqual([
      {
        severity: "error",
        rule: "missing_argument",
        stepId: "z",
        field: "args.query",
        message: "“Search words” is missing.",
        fix: "Enter a value, or take it from an earlier step.",
      },
    ]);
  });

  it("of a wrong type or out of range say what is wanted, in plain words, at the property's path", () => {
    const query = (argument: Argument, limit: Argument = literal(3)) =>
      findings(makeStep("z", { tool: "search", args: { query: argument, limit } }));
    expect(query(literal(5))).toEqual(["bad_argument args.query: “Search words” must be text."]);
    expect(query(literal(null))).toEqual(["bad_argument args.query: “Search words” must be text."]);
    expect(query(literal(""))).toEqual(["bad_argument args.query: “Search words” is empty."]);
    expect(query(literal("x".repeat(21)))).toEqual([
      "bad_argument args.query: “Search words” must have at most 20 characters.",
    ]);
    expect(query({ kind: "list", items: [] })).toEqual([
      "bad_argument args.query: “Search words” must be text.",
    ]);
    expect(query(literal("ok"), literal(1.5))).toEqual([
      "bad_argument args.limit: “limit” must be a whole number.",
    ]);
    expect(query(literal("ok"), literal(99))).toEqual([
      "bad_argument args.limit: “limit” must be at most 20.",
    ]);
    expect(query(literal("ok"), { kind: "template", parts: ["3 ", { ref: "a", path: ["note"] }] })).toEqual([
      "bad_argument args.limit: “limit” must be a whole number.",
    ]);
  });

  it("inside lists and objects are found where they stand", () => {
    expect(findings(compose({ sections: sections(literal("x"), "") }))).toEqual([
      "bad_argument args.sections.0.heading: “Heading” in item 1 of “Sections” is empty.",
    ]);
    expect(findings(compose({ sections: literal([{ content: "x" }]) }))).toEqual([
      "missing_argument args.sections.0.heading: “Heading” in item 1 of “Sections” is missing.",
    ]);
    expect(findings(compose({ sections: { kind: "list", items: [] } }))).toEqual([
      "bad_argument args.sections: “Sections” needs at least 1 item.",
    ]);
    expect(findings(compose({ items: literal(["fine", ""]) }))).toEqual([
      "bad_argument args.items.1: Item 2 of “items” is empty.",
    ]);
    expect(findings(compose({ items: literal([7]) }))).toEqual([
      "bad_argument args.items.0: Item 1 of “items” must be text or a set of named values.",
    ]);
    expect(findings(compose({ day: literal("31.1.2027") }))).toEqual([
      "bad_argument args.day: “day” must be a date like 2027-01-31.",
    ]);
    expect(findings(compose({ tone: literal("grim") }))).toEqual([
      "bad_argument args.tone: “tone” must be one of “plain”, “lively”.",
    ]);
  });

  it("the tool does not know are a warning, and an error where the tool refuses them", () => {
    const severity = (step: Step) =>
      validatePlan(graphWith(step), TOOLS, null).map((finding) => [finding.rule, finding.severity]);
    expect(severity(compose({ colour: literal("red") }))).toEqual([["unknown_argument", "warning"]]);
    expect(severity(makeStep("z", { tool: "strict", args: { a: literal("x"), b: literal("y") } }))).toEqual([
      ["unknown_argument", "error"],
    ]);
  });
});

describe("references", () => {
  const reads = (argument: Argument) => findings(compose({ sections: sections(argument) }));

  it("must read a step that is done before", () => {
    expect(reads(ref("gone", "x"))).toEqual([
      "broken_reference args.sections.0.content: It reads the output of a step that is not in the plan: “gone”.",
    ]);
    expect(reads(ref("b", "passages"))).toEqual([
      "broken_reference args.sections.0.content: It reads the output of “Step b”, but “Compose” does not wait for that step.",
    ]);
    expect(reads(ref("z"))).toEqual([
      "broken_reference args.sections.0.content: “Compose” cannot read its own output.",
    ]);
  });

  it("may reach over several steps", () => {
    const graph = graphWith(compose({ sections: sections(ref("b", "note")) }));
    graph.dependencies.push({ from: "b", to: "a" });
    expect(validatePlan(graph, TOOLS, null)).toEqual([]);
  });

  it("must read a part that the output has", () => {
    expect(reads(ref("a", "passages", 0, "text"))).toEqual([]);
    expect(reads(ref("a", "passages", 0, "words", "x"))).toEqual([
      "broken_reference args.sections.0.content: The output of “Step a” has no “passages.0.words”.",
    ]);
    expect(reads(ref("a", "note", 0))).toHaveLength(1);
    expect(reads({ kind: "template", parts: [{ ref: "a", path: ["nothing"] }] })).toEqual([
      "broken_reference args.sections.0.content: The output of “Step a” has no “nothing”.",
    ]);
  });

  it("must be of a type that can fit", () => {
    const query = (argument: Argument) =>
      findings(makeStep("z", { tool: "search", args: { query: argument } }));
    expect(query(ref("a", "passages"))).toEqual([
      "bad_reference_type args.query: “Search words” must be text, but “passages” of “Step a” is a list.",
    ]);
    // It may be null, but it may be text too.
    expect(query(ref("a", "note"))).toEqual([]);
  });

  it("into an output of which nothing is known are fine", () => {
    const graph = graphWith(compose({ sections: sections(ref("a", "what", 3, "ever")) }));
    graph.steps[0] = makeStep("a", { tool: "strict", args: { a: literal("x") } });
    expect(validatePlan(graph, TOOLS, null)).toEqual([]);
  });

  it("of fallbacks are checked likewise, under the fallback", () => {
    const fallbacks: Step["fallbacks"] = [
      { tool: "search", args: { query: ref("b", "note") } },
      { tool: "nothing", args: {} },
    ];
    expect(findings(compose({}, { fallbacks }))).toEqual([
      "broken_reference fallbacks.0.args.query: It reads the output of “Step b”, but “Compose” does not wait for that step.",
      "unknown_tool fallbacks.1.tool: There is no tool “nothing”.",
    ]);
  });
});

describe("a plan", () => {
  it("without steps, with unknown tools or empty titles", () => {
    expect(validatePlan({ steps: [], dependencies: [] }, TOOLS, null)).toMatchObject([
      { rule: "empty_plan", stepId: null, fix: "Add a step." },
    ]);
    expect(findings(makeStep("z", { tool: "magic", title: "  " }))).toEqual([
      "empty_title title: The step has no title.",
      "unknown_tool tool: There is no tool “magic”.",
    ]);
    expect(findings(makeStep("z", { tool: "" }))).toEqual(["unknown_tool tool: “Step z” has no tool."]);
  });

  it("with a cycle names its steps, once", () => {
    const graph = makeGraph(["a", "b", "c"], ["a>b", "b>c"]);
    graph.steps = graph.steps.map((step) => search(step.id));
    graph.dependencies.push({ from: "c", to: "a" });
    expect(validatePlan(graph, TOOLS, null)).toMatchObject([
      {
        rule: "cycle",
        message:
          "These steps wait for each other and none could ever start: “Step c” → “Step a” → “Step b” → “Step c”.",
        fix: "Disconnect “Step c” from “Step a”.",
      },
    ]);
  });

  it("with dependencies of steps that are not there, or two steps of one id", () => {
    const graph = { steps: [search("a"), search("a")], dependencies: [{ from: "ghost", to: "a" }] };
    expect(validatePlan(graph, TOOLS, null).map(({ rule }) => rule)).toEqual([
      "duplicate_step",
      "unknown_dependency",
    ]);
  });

  it("whose done-condition names a part that the output does not have", () => {
    const doneCondition = requires(["markdown"], ["files", 0]);
    expect(findings(compose({}, { doneCondition }))).toEqual([
      "bad_done_condition doneCondition.required.1: Tool compose gives no “files.0”, so this done-condition could never be met.",
    ]);
  });

  it("with a tool that cannot be used now is warned, unless there is a fallback", () => {
    expect(validatePlan(graphWith(makeStep("z", { tool: "off" })), TOOLS, null)).toMatchObject([
      {
        severity: "warning",
        rule: "tool_unavailable",
        message: "Tool off cannot be used now: No search provider is configured.",
      },
    ]);
    const fallbacks = [{ tool: "search", args: { query: literal("x") } }];
    expect(findings(makeStep("z", { tool: "off", fallbacks }))).toEqual([]);
  });

  it("that spends more than the goal budget", () => {
    const spend = (cents: number, currency?: string) =>
      findings(
        makeStep("z", {
          tool: "spend",
          args: { totalCents: literal(cents), ...(currency ? { currency: literal(currency) } : {}) },
        }),
      );
    expect(spend(4_000_000)).toEqual([]);
    expect(spend(4_000_001)).toEqual([
      "over_goal_budget args.totalCents: 40,000.01 USD is more than the goal budget of 40,000 USD.",
    ]);
    expect(spend(9_000_000, "EUR")).toEqual([]);
  });

  it("of 1,000 steps in a chain that all read the first is checked", () => {
    const ids = Array.from({ length: 1_000 }, (_, i) => `s${i}`);
    const graph = makeGraph(
      ids,
      ids.slice(1).map((id, i) => `s${i}>${id}`),
    );
    graph.steps = graph.steps.map((step, i) =>
      i === 0 ? search(step.id) : { ...step, tool: "search", args: { query: ref("s0", "note") } },
    );
    expect(validatePlan(graph, TOOLS, null)).toEqual([]);
  });
});
