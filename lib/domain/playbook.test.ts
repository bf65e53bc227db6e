import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { checkPlaybook } from "./check-playbook.ts";
import { fillPlaybook } from "./fill-playbook.ts";
import type { GoalAnalysis } from "./goal.ts";
import { PlanGraph } from "./plan.ts";
import { readValue, valueText } from "./playbook-values.ts";
import type { PlaybookVariable, VariableInput, VariableValue } from "./playbook.ts";
import { placeVariables, suggestVariables } from "./suggest-variables.ts";

const GOAL: GoalAnalysis = {
  text: "A strategy for eco-products next quarter, budget $40,000",
  topic: "eco-products",
  deliverable: "strategy",
  period: { from: "2027-01-01", to: "2027-03-31", words: "next quarter" },
  goalBudget: { cents: 4_000_000, currency: "USD" },
  audience: "small shops",
  keywords: [],
  explicitSteps: [],
  explicitDependencies: [],
  musts: [],
  mustNots: [],
  assumptions: [],
};

const literal = (value: string | number | string[]) => ({ kind: "literal" as const, value });

const PLAN: PlanGraph = {
  steps: [
    makeStep("search", {
      title: "Eco-products: what is known",
      instruction:
        "Find what is known of eco-products for small shops. The economy of eco-productsellers does not count.",
      args: { query: literal("eco-products strategy"), limit: literal(6) },
    }),
    makeStep("calendar", {
      title: "Plan next quarter",
      instruction: "From 1 January 2027 to 31 March 2027.",
      tool: "calendar.build",
      args: { from: literal("2027-01-01"), to: literal("2027-03-31"), items: literal(["Why eco-products"]) },
    }),
    makeStep("budget", {
      title: "Divide $40,000",
      instruction: "Divide 40,000 USD, not 140,000 USD and not 40,000.50 USD.",
      tool: "budget.allocate",
      args: { totalCents: literal(4_000_000), currency: literal("USD") },
      fallbacks: [{ tool: "budget.allocate", args: { totalCents: literal(4_000_000) } }],
      doneCondition: {
        required: [],
        schema: null,
        expression: 'output.sumCents <= 4000000 && output.currency == "USD"',
        rubric: "Is it for small shops?",
        maxRepeats: 0,
      },
    }),
  ],
  dependencies: [{ from: "search", to: "calendar" }],
};

const saved = (graph = PLAN, analysis: GoalAnalysis | null = GOAL) => ({
  graph,
  variables: suggestVariables(graph, analysis),
});
const values = (given: Record<string, VariableValue>) => new Map(Object.entries(given));

function filled(
  playbook: { graph: PlanGraph; variables: PlaybookVariable[] },
  given: Record<string, VariableValue>,
) {
  const outcome = fillPlaybook(playbook, values(given));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome;
}

test("what a goal says is found wherever it stands as a whole word or amount, and nowhere else", () => {
  const { variables } = saved();
  expect(variables.map(({ name, kind, places }) => [name, kind, places.length])).toEqual([
    ["topic", "text", 4],
    ["audience", "text", 2],
    ["deliverable", "text", 1],
    ["period", "text", 1],
    ["period_from", "date", 2],
    ["period_to", "date", 2],
    ["budget", "money", 7],
  ]);
});

test("other values stand in texts, numbers and expressions as the old ones did", () => {
  const { graph } = filled(saved(), {
    topic: "herbal tea",
    audience: "schools",
    period: "in spring",
    period_from: "2028-04-01",
    period_to: "2028-05-31",
    budget: { cents: 1_250_050, currency: "EUR" },
  });
  const [search, calendar, budget] = graph.steps;
  expect(search?.title).toBe("Herbal tea: what is known");
  expect(search?.instruction).toBe(
    "Find what is known of herbal tea for schools. The economy of eco-productsellers does not count.",
  );
  expect(search?.args).toEqual({ query: literal("herbal tea strategy"), limit: literal(6) });
  expect(calendar?.title).toBe("Plan in spring");
  expect(calendar?.instruction).toBe("From 1 April 2028 to 31 May 2028.");
  expect(calendar?.args).toEqual({
    from: literal("2028-04-01"),
    to: literal("2028-05-31"),
    items: literal(["Why herbal tea"]),
  });
  expect(budget?.title).toBe("Divide €12,500.50");
  expect(budget?.instruction).toBe("Divide 12,500.50 EUR, not 140,000 USD and not 40,000.50 USD.");
  expect(budget?.args).toEqual({ totalCents: literal(1_250_050), currency: literal("EUR") });
  expect(budget?.doneCondition.expression).toBe('output.sumCents <= 1250050 && output.currency == "EUR"');
  expect(budget?.doneCondition.rubric).toBe("Is it for schools?");
});

test("a value that makes a step too long is refused beside its variable, and says which step", () => {
  const outcome = fillPlaybook(saved(), values({ topic: "x".repeat(300) }));
  expect(outcome).toMatchObject({ ok: false, problems: [{ variable: "topic" }] });
  expect(JSON.stringify(outcome)).toContain("longer than 200 characters");
  expect(JSON.stringify(outcome)).toContain("Eco-products: what is known");
});

test("a value of another kind is refused beside its variable", () => {
  expect(fillPlaybook(saved(), values({ period_from: "soon", budget: 7 }))).toMatchObject({
    ok: false,
    problems: [{ variable: "period_from" }, { variable: "budget" }],
  });
});

test("a short document does not become an endless plan", () => {
  const graph: PlanGraph = {
    steps: Array.from({ length: 3_000 }, (_, i) => makeStep(`s${i}`, { instruction: "tea ".repeat(2) })),
    dependencies: [],
  };
  const variables = placeVariables(graph, [
    { kind: "text", name: "topic", label: "Topic", description: "", default: "tea" },
  ]);
  const outcome = fillPlaybook({ graph, variables }, values({ topic: "y".repeat(2_000) }));
  expect(outcome).toMatchObject({ ok: false, problems: [{ variable: "topic" }] });
});

test("days are found in a calendar though the goal names no period", () => {
  const names = saved(PLAN, { ...GOAL, period: null }).variables.map(({ name }) => name);
  expect(names).toContain("period_from");
  expect(names).not.toContain("period");
});

/** Graphs with words of the goal strewn over their texts and arguments. */
const strewn = fc
  .tuple(
    arbitraryGraph(),
    fc.array(
      fc.tuple(
        fc.nat(30),
        fc.constantFrom("title", "instruction", "args", "rubric"),
        fc.array(
          fc.constantFrom(
            "eco-products",
            "Eco-products",
            "small shops",
            "strategy",
            "40,000 USD",
            "$40,000",
            "2027-01-01",
            "31 March 2027",
            "next quarter",
            "of",
            ",",
            "é",
            "🎈",
          ),
          { minLength: 1, maxLength: 8 },
        ),
      ),
      { maxLength: 30 },
    ),
  )
  .map(([graph, strewing]): PlanGraph => {
    const steps = [...graph.steps];
    for (const [at, where, words] of strewing) {
      const i = at % Math.max(1, steps.length);
      const step = steps[i];
      if (!step) continue;
      const text = words.join(" ");
      if (where === "args")
        steps[i] = {
          ...step,
          args: {
            query: literal([text]),
            limitCents: literal(4_000_000),
            deep: {
              kind: "list",
              items: [{ kind: "template", parts: [text, { ref: "a", path: [] }, text] }],
            },
          },
        };
      else if (where === "rubric")
        steps[i] = { ...step, doneCondition: { ...step.doneCondition, rubric: text } };
      else steps[i] = { ...step, [where]: text };
    }
    return { ...graph, steps };
  });

const someValues = fc.record(
  {
    topic: fc.constantFrom("tea", "a very long topic of many words", "eco-products", "é 🎈", "small shops"),
    audience: fc.constantFrom("schools", "Eco-products"),
    deliverable: fc.constantFrom("report", "$40,000"),
    period_from: fc.constantFrom("2030-12-31", "2027-03-31"),
    budget: fc.record({ cents: fc.nat(10_000_000), currency: fc.constantFrom("USD", "EUR", "CHF") }),
  },
  { requiredKeys: [] },
);

describe("whatever the plan", () => {
  test("filling with the original values gives the original graph back", () => {
    fc.assert(
      fc.property(strewn, (graph) => {
        const playbook = saved(graph);
        const originals = Object.fromEntries(playbook.variables.map((one) => [one.name, one.default]));
        expect(filled(playbook, originals)).toEqual({ ok: true, ...playbook });
        expect(filled(playbook, {}).graph).toEqual(graph);
      }),
    );
  });

  test("other values and back again gives the original graph back, by way of a whole playbook", () => {
    fc.assert(
      fc.property(strewn, someValues, (graph, given) => {
        const playbook = saved(graph);
        const known = new Set(playbook.variables.map(({ name }) => name));
        const other = Object.fromEntries(Object.entries(given).filter(([name]) => known.has(name)));
        const there = filled(playbook, other);
        expect(PlanGraph.safeParse(there.graph).success).toBe(true);
        expect(checkPlaybook(there)).toEqual([]);
        const originals = Object.fromEntries(playbook.variables.map((one) => [one.name, one.default]));
        expect(filled(there, originals)).toEqual({ ok: true, ...playbook });
      }),
    );
  });
});

describe("what a person types for a value", () => {
  const variable = (kind: VariableInput["kind"]): VariableInput => {
    const about = { name: "it", label: "It", description: "" };
    if (kind === "money") return { ...about, kind, default: { cents: 100, currency: "GBP" } };
    if (kind === "number") return { ...about, kind, default: 1 };
    if (kind === "date") return { ...about, kind, default: "2027-01-01" };
    return { ...about, kind, default: "x" };
  };
  test.each([
    ["money", "40,000 USD", { cents: 4_000_000, currency: "USD" }],
    ["money", " $12.5 ", { cents: 1_250, currency: "USD" }],
    ["money", "EUR 7", { cents: 700, currency: "EUR" }],
    ["money", "1000", { cents: 100_000, currency: "GBP" }],
    ["number", "1,200.5", 1_200.5],
    ["date", "2028-02-29", "2028-02-29"],
    ["text", "  two words ", "two words"],
  ] as const)("%s: %s", (kind, typed, value) => {
    expect(readValue(variable(kind), typed)).toEqual({ ok: true, value });
  });

  test.each([
    ["money", "a lot"],
    ["money", ""],
    ["money", "-5"],
    ["money", "$5 USD"],
    ["money", "12,34"],
    ["number", ""],
    ["number", "twelve"],
    ["number", "1e400"],
    ["date", "2027-02-30"],
    ["date", "tomorrow"],
    ["text", "   "],
    ["text", "x".repeat(2_001)],
    ["text", "nul \u0000"],
  ] as const)("%s: %j is refused", (kind, typed) => {
    expect(readValue(variable(kind), typed)).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/\w/) as string,
    });
  });

  test("what is shown of an amount is read back as the same amount", () => {
    fc.assert(
      fc.property(fc.nat(100_000_000_000), fc.constantFrom("USD", "CHF"), (cents, currency) => {
        expect(readValue(variable("money"), valueText({ cents, currency }))).toEqual({
          ok: true,
          value: { cents, currency },
        });
      }),
    );
  });
});

test("a playbook whose variables are not what stands there is refused with the place", () => {
  const { graph, variables } = saved();
  const [topic] = variables;
  if (!topic) throw new Error("There is no topic.");
  const [first] = topic.places;
  if (!first) throw new Error("It stands nowhere.");
  const problemsOf = (place: Partial<typeof first>) =>
    checkPlaybook({ graph, variables: [{ ...topic, places: [{ ...first, ...place }] }] });
  expect(problemsOf({})).toEqual([]);
  for (const place of [
    { stepId: "nobody" },
    { path: ["tool"] },
    { path: ["id"] },
    { path: ["__proto__", "title"] },
    { path: ["args", "constructor"] },
    { path: [] },
    { piece: null },
    { piece: { start: 1, end: 13 } },
    { piece: { start: 13, end: 0 } },
    { piece: { start: 0, end: 9_999 } },
    { form: "cents" as const },
    { form: "iso" as const },
    { form: "plain" as const },
  ])
    expect(problemsOf(place), JSON.stringify(place)).toMatchObject([{ path: ["variables", 0, "places", 0] }]);
  const twice = { ...topic, places: [first, first] };
  expect(checkPlaybook({ graph, variables: [twice] })).toMatchObject([
    { path: ["variables", 0, "places", 1] },
  ]);
  expect(checkPlaybook({ graph, variables: [topic, topic] })[0]).toMatchObject({
    path: ["variables", 1, "name"],
  });
});

test("a text is never put into an expression", () => {
  const { graph } = saved();
  const expression = graph.steps[2]?.doneCondition.expression ?? "";
  const variable: PlaybookVariable = {
    kind: "text",
    name: "code",
    label: "Code",
    description: "",
    default: "output",
    places: [
      {
        stepId: "budget",
        path: ["doneCondition", "expression"],
        piece: { start: 0, end: "output".length },
        form: "plain",
      },
    ],
  };
  expect(expression.startsWith("output")).toBe(true);
  expect(checkPlaybook({ graph, variables: [variable] })).toHaveLength(1);
});
