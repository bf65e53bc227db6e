import { describe, expect, test } from "vitest";
import { analyseGoal } from "./analyse-goal.ts";
import { readExplicitSteps } from "./explicit-steps.ts";

const TODAY = "2026-11-23";

const read = (goal: string) => {
  const { steps, dependencies } = readExplicitSteps(goal, []);
  return {
    steps: steps.map(({ title }) => title),
    order: dependencies.map((pair) => pair.join(">")).join(" "),
  };
};

describe("what is no step", () => {
  test.each([
    ["Collect the data, skip the survey, then write the report", ["Collect the data", "Write the report"]],
    [
      "Fix the roof, then paint the hall. No need to clean it, and please don't move the piano.",
      ["Fix the roof", "Paint the hall"],
    ],
    [
      "We don't need a permit. First measure the site, then order the fence.",
      ["Measure the site", "Order the fence"],
    ],
    [
      "Hello! I run a bakery with three people. First choose a till, then train the staff. Thank you!",
      ["Choose a till", "Train the staff"],
    ],
    [
      "Buy the seeds, then sow them. The two beds don't depend on each other.",
      ["Buy the seeds", "Sow the seeds"],
    ],
    [
      "Draft the offer. Once the customer has signed, order the parts.",
      ["Draft the offer", "Order the parts"],
    ],
  ])("%s", (goal, steps) => {
    expect(read(goal).steps).toEqual(steps);
  });

  test("the same words in another sense join nothing", () => {
    expect(read("Clean the filter once a week and ask if the pump can be repaired").steps).toEqual([]);
  });
});

test("slips in connectives are read over", () => {
  const right = read(
    "First clean the shed, meanwhile order paint. Afterwards paint it, and finally invite the neighbours.",
  );
  expect(right.order).not.toBe("");
  expect(
    read(
      "Frist clean the shed, meanwile order paint. Afterwrads paint it, adn finaly invite the neighbours.",
    ),
  ).toEqual(right);
  // "Tanks" is not "thanks", nor "alter" "after".
  expect(read("Drain the tanks, then alter the pipes").steps).toEqual(["Drain the tanks", "Alter the pipes"]);
});

test("an action named twice is one step, in whatever words", () => {
  expect(
    read(
      "Write the summary after the interviews. Interview ten tenants. Present the summary once it's written.",
    ),
  ).toEqual({
    steps: ["Interview ten tenants", "Write the summary", "Present the summary"],
    order: "0>1 1>2",
  });
});

test("every edge that others imply is left out", () => {
  const { dependencies } = readExplicitSteps(
    "Call Ann, then call Bob, then call Cid. Call Cid only after calling Ann. Finally call Dee, after calling Bob.",
    [],
  );
  expect(dependencies).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
});

describe("hostile goals", () => {
  const fill = (words: string) => words.repeat(Math.ceil(10_000 / words.length)).slice(0, 10_000);
  test.each([
    ["conjunctions", fill(", and ")],
    ["subordinate words", fill("once after before until ")],
    ["brackets that never close", fill("((( after ")],
    ["colons", fill("a: ")],
    ["semicolons", fill("; ")],
    ["a name in the middle of nothing", `x${" ".repeat(9_900)}y`],
    ["auxiliaries", fill("is have to be been ")],
    ["bullets", fill("- wash the car\n")],
    ["numbers", fill("1. x 2. y ")],
    ["nine hundred steps", Array.from({ length: 900 }, (_one, index) => `call p${index}`).join(", ")],
    [
      "two hundred stages",
      Array.from({ length: 200 }, (_one, index) => `call p${index} and ring q${index}`).join(", then "),
    ],
    ["one endless word", "a".repeat(10_000)],
    ["apostrophes", fill("it's 's ")],
  ])("%s: never more steps than a person can have meant, and no edge to nowhere", (_name, goal) => {
    const { steps, dependencies } = readExplicitSteps(goal, []);
    expect(steps.length).toBeLessThanOrEqual(200);
    expect(dependencies.length).toBeLessThanOrEqual(20_000);
    expect(dependencies.every(([from, to]) => from !== to && from < steps.length && to < steps.length)).toBe(
      true,
    );
  });
});

test.each([
  ["Erstelle eine Marketingstrategie für das nächste Quartal mit einem Budget von 40.000 Euro", true],
  ["Organiser une fête pour les enfants dans le jardin avec de la musique", true],
  ["Planificar una campaña para el lanzamiento con los clientes", true],
  ["来月の展示会の計画を作成してください", true],
  ["Write a travel guide for La Paz and El Alto", false],
  ["Review the mandate of von der Leyen, then write a brief", false],
  ["asdf qwer", false],
])("a goal in another language is told of: %s", (goal, told) => {
  const said = analyseGoal(goal, TODAY).assumptions.join(" ");
  expect(said.includes("reads English only")).toBe(told);
});

test.each(["by 31 February", "on 30 February 2027", "on 31 April", "by 2027-02-31"])(
  "a day that does not exist is no period: %s",
  (words) => {
    expect(analyseGoal(`Write a report ${words}`, TODAY).period).toBeNull();
  },
);
