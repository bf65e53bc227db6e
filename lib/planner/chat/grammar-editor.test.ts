import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseChanges } from "#lib/domain/choose-changes.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { NO_EQUIPMENT } from "#lib/domain/equipment.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { REFERENCE as goal, REFERENCE_PLAN as plan, TODAY as today } from "#lib/testing/reference-plan.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { editByGrammar } from "./grammar-editor.ts";

const tools = toolSpecs();

function edit(message: string, graph = plan) {
  const answer = editByGrammar({ message, earlier: [], graph, tools, goal, equipment: NO_EQUIPMENT, today });
  const part = (...chosen: number[]) => {
    const choice = chooseChanges(graph, answer.changes, chosen);
    if (!choice.ok) throw new Error(choice.message);
    return choice.graph;
  };
  const after = part(...answer.changes.keys());
  const faults = (one: PlanGraph) =>
    validatePlan(one, tools, goal).filter(({ severity }) => severity === "error");
  return { ...answer, part, after, faults };
}

const before = (graph: PlanGraph, id: string) =>
  graph.dependencies.flatMap(({ from, to }) => (to === id ? [from] : [])).toSorted();
const byTitle = (graph: PlanGraph, title: string) => graph.steps.find((step) => step.title === title);
const without = (graph: PlanGraph, ...ids: string[]) => graph.steps.filter((step) => !ids.includes(step.id));

describe("the sentence of the issue", () => {
  const sentence = "add competitor analysis before the content plan, and drop the copy";

  test("adds the one, drops the other, and leaves a plan that can run", () => {
    const { after, faults, changes, answeredBy } = edit(sentence);
    const added = byTitle(after, "Competitor analysis");
    expect(added?.tool).toBe("knowledge.search");
    expect(before(after, "content-plan")).toEqual([added?.id]);
    expect(after.steps.some((step) => step.id === "copy")).toBe(false);
    expect(faults(after)).toEqual([]);
    expect(changes.map(({ words }) => words)).toEqual([
      "Add “Competitor analysis” after “Choose promotion channels” and “Identify keywords”, before “Plan the content”",
      "Remove “Draft the copy”",
    ]);
    expect(answeredBy).toBe("Built-in grammar");
  });

  test("each half can be taken alone, though both change the document's sections", () => {
    const { part, faults, changes } = edit(sentence);
    expect(changes.map(({ needs }) => needs)).toEqual([[], []]);
    const added = part(0);
    expect(without(added, byTitle(added, "Competitor analysis")?.id ?? "", "strategy-document")).toEqual(
      without(plan, "strategy-document"),
    );
    expect(JSON.stringify(added)).toContain('"ref":"copy"');
    const dropped = part(1);
    expect(without(dropped, "strategy-document")).toEqual(without(plan, "copy", "strategy-document"));
    expect(JSON.stringify(dropped)).not.toContain("Competitor analysis");
    for (const one of [added, dropped]) expect(faults(one)).toEqual([]);
  });
});

test("ids of new steps are never used twice", () => {
  const [one, two] = [1, 2].map(() => byTitle(edit("add a legal check").after, "Legal check")?.id);
  expect(one).toMatch(/^legal-check-[0-9a-z]{4}$/);
  expect(one).not.toBe(two);
});

test.each([
  ["add a keyword list after market research", "Keyword list", "keywords.extract"],
  ["add a budget split after past performance", "Budget split", "budget.allocate"],
  ["add a closing report at the end", "Closing report", "document.compose"],
  ["add a posting calendar after keywords", "Posting calendar", "calendar.build"],
  ["add a sales analysis at the start", "Sales analysis", "metrics.analyse"],
  ["add a tone check before the copy", "Tone check", "text.write"],
])("%s: the words choose its tool and arguments", (message, title, tool) => {
  const { after, faults } = edit(message);
  expect(byTitle(after, title)?.tool).toBe(tool);
  expect(faults(after)).toEqual([]);
});

test("places between, at the start and at the end", () => {
  const between = edit("add a legal check between keywords and the content plan").after;
  const check = byTitle(between, "Legal check")?.id ?? "";
  expect(before(between, check)).toEqual(["keywords"]);
  expect(before(between, "content-plan")).toEqual(["channels", check].toSorted());
  const start = edit("add a kick-off at the start").after;
  expect(start.steps[0]?.title).toBe("Kick-off");
  expect(
    start.dependencies
      .filter(({ from }) => from === start.steps[0]?.id)
      .map(({ to }) => to)
      .toSorted(),
  ).toEqual(["brand-rules", "market-research", "past-performance"]);
  const end = edit("add an outlook at the end").after;
  expect(before(end, end.steps.at(-1)?.id ?? "")).toEqual(["strategy-document"]);
});

test("removing bridges, and mends what read the step", () => {
  const { after, faults } = edit("remove keywords and brand rules");
  expect(before(after, "content-plan")).toEqual(["channels", "market-research"]);
  expect(faults(after)).toEqual([]);
});

test("a step that nobody named stays, even when it cannot do without the removed one", () => {
  const { after, text } = edit("drop market research");
  expect(after.steps.some((step) => step.id === "keywords")).toBe(true);
  expect(text).toContain("To mend afterwards in “Identify keywords”");
  expect(text).toContain("“Research the market”");
});

test("what is no longer waited for is no longer read", () => {
  const { after, faults } = edit("disconnect the copy from brand rules");
  expect(before(after, "copy")).toEqual(["keywords", "market-research"]);
  expect(faults(after)).toEqual([]);
});

test("a part that needs another takes it along", () => {
  const { changes, part } = edit(
    "add a legal check after the copy, then let the budget wait for the legal check",
  );
  expect(changes.map(({ needs }) => needs)).toEqual([[], [0]]);
  expect(byTitle(part(1), "Legal check")).toBeDefined();
  const turned = edit("disconnect keywords from copy and connect copy to keywords");
  expect(turned.changes.map(({ needs }) => needs)).toEqual([[], [0]]);
});

describe("nothing is proposed, and the answer says why:", () => {
  test.each([
    [
      "make it sing",
      /Not understood: “make it sing”\. Nothing was changed\. It understands, for example: add X before Y/,
    ],
    ["drop the copy and make it sing", /“drop the copy and make it sing”|Not understood: “make it sing”/],
    [
      "remove copy; paint it blue",
      /Not understood: “paint it blue”\. Understood, but left alone with the rest: “remove copy”/,
    ],
    ["remove the flux capacitor", /There is no step “flux capacitor”/],
    ["remove copy and the flux capacitor", /There is no step “flux capacitor”/],
    ["rename the channels plan to X", /There is no step|could be/],
    ["use telepathy for copy", /There is no tool “telepathy”/],
    ["connect copy to market research", /each would wait for the other/],
    ["make copy depend on copy", /cannot depend on itself/],
    ["disconnect copy from budget", /does not depend on/],
    ["connect keywords to copy", /like that already: “connect keywords to copy”/],
    ['rename copy to ""', /what “Draft the copy” is to be called|Not understood/],
    ["make past performance optional", /like that already/],
  ])("%s", (message, words) => {
    const { changes, text, after } = edit(message);
    expect(changes).toEqual([]);
    expect(after).toEqual(plan);
    expect(text).toMatch(words);
    expect(text).toContain("Nothing was changed");
  });

  test("a name that fits several steps: they are named, none is guessed", () => {
    const steps = [
      makeStep("a", { title: "Draft the report" }),
      makeStep("b", { title: "Print the report" }),
    ];
    const { changes, text } = edit("remove the report", { steps, dependencies: [] });
    expect(changes).toEqual([]);
    expect(text).toContain("“report” could be “Draft the report” or “Print the report”");
    const twins = {
      ...makeGraph(["a", "b"]),
      steps: [makeStep("a", { title: "Twin" }), makeStep("b", { title: "Twin" })],
    };
    expect(edit("remove twin", twins).text).toContain("name one by its id: a or b");
    expect(edit("remove b", twins).after.steps.map(({ id }) => id)).toEqual(["a"]);
  });
});

test("an empty plan takes its first steps", () => {
  const { after } = edit("add research of refill shops and add a report after the research", {
    steps: [],
    dependencies: [],
  });
  expect(after.steps.map(({ title }) => title)).toEqual(["Research of refill shops", "Report"]);
  expect(after.dependencies).toHaveLength(1);
});

test("whatever is said, no step vanishes that no part of the message removes, and every part can be taken alone", () => {
  const verbs = [
    "add",
    "remove",
    "drop",
    "move",
    "rename",
    "connect",
    "disconnect",
    "make",
    "use",
    "let",
    "skip",
  ];
  const names = [
    "the copy",
    "keywords",
    "budget",
    "brand rules",
    "everything",
    "a check",
    "“Plan the content”",
    "podcast",
  ];
  const links = [
    "before",
    "after",
    "between",
    "to",
    "from",
    "and",
    "then",
    ",",
    ";",
    "wait for",
    "optional",
    "at the end",
    "for",
  ];
  const words = fc.constantFrom(...verbs, ...names, ...names, ...links, ...links);
  fc.assert(
    fc.property(fc.array(words, { maxLength: 12 }), (said) => {
      const message = said.join(" ");
      const { changes, part, after, text } = edit(message);
      expect(text).not.toBe("");
      const removed = new Set(
        changes.flatMap(({ operations }) =>
          operations.flatMap((one) => (one.op === "remove" ? [one.stepId] : [])),
        ),
      );
      for (const { id } of plan.steps)
        expect(after.steps.some((step) => step.id === id)).toBe(!removed.has(id));
      if (removed.size > 0) expect(message).toMatch(/remove|drop|skip/);
      for (const at of changes.keys()) part(at);
    }),
    { numRuns: 400 },
  );
});
