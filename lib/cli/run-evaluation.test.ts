import { expect, test } from "vitest";
import type { PlannerUnderTest } from "#lib/planner/evaluation/planner-under-test.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { builtInUnderTest } from "./built-in-under-test.ts";
import { runEvaluation } from "./run-evaluation.ts";

const GOALS = [
  '{"id":"chain","goal":"Research the market, then write a report","nodes":["research the market","write a report"],"edges":[[0,1]]}',
  "not a goal",
  '{"id":"wrong","goal":"Research the market, then write a report","nodes":["research the market","paint a wall"],"edges":[[0,1]]}',
  // It asks a person which plan is meant; here the first that it offers is taken.
  '{"id":"asked","goal":"Allocate a budget of 300 dollars across our ad channels"}',
  '{"id":"playbook","goal":"Generate a marketing strategy for next quarter","playbook":"marketing-strategy"}',
].join("\n");

const broken: PlannerUnderTest = {
  name: "broken",
  plan: () => Promise.reject(new Error("the model is not there")),
};

async function run(words: string, files: Record<string, string> = { "goals.jsonl": GOALS }) {
  const lines: Record<string, unknown>[] = [];
  const told: string[] = [];
  const code = await runEvaluation(words.split(" "), {
    readFile: (path) =>
      files[path] === undefined ? Promise.reject(new Error("no such file")) : Promise.resolve(files[path]),
    planners: [builtInUnderTest({ tools: toolSpecs(), today: "2026-11-23" }, null), broken],
    out: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
    tell: (sentence) => told.push(sentence),
  });
  return { code, lines, told: told.join("\n") };
}

test("plans each goal for real and prints a line a goal and a line a metric", async () => {
  const { code, lines, told } = await run("--goals goals.jsonl");
  expect(code).toBe(0);
  expect(told).toContain("goals.jsonl, line 2 is left out: not JSON");
  expect(lines.slice(0, 4)).toMatchObject([
    { id: "chain", valid: true, exact: true, node_f1: 1, edge_f1: 1 },
    {
      id: "wrong",
      exact: false,
      missing: ["paint a wall"],
      extra: ["Write a report"],
      missing_edges: ["research the market -> paint a wall"],
    },
    { id: "asked", valid: true },
    { id: "playbook", valid: true, playbook: { expected: "marketing-strategy", rank: 1 } },
  ]);
  const metrics = new Map(lines.slice(4).map(({ metric, value }) => [metric, value]));
  expect(Object.fromEntries(metrics)).toMatchObject({
    valid_share: 1,
    playbook_hit_1: 1,
    playbook_hit_3: 1,
    node_f1: 0.75,
    edge_f1: 0.5,
    exact_graph_share: 0.5,
    tokens: 0,
    cost: 0,
  });
  expect(metrics.get("seconds_p50")).toBeGreaterThan(0);
});

test("compares two planners; one that fails is told of and counts as wrong", async () => {
  const { code, lines } = await run("--compare built-in broken --goals goals.jsonl");
  expect(code).toBe(0);
  expect(lines).toContainEqual(
    expect.objectContaining({
      id: "chain",
      planner: "broken",
      valid: false,
      failure: "the model is not there",
    }),
  );
  expect(lines).toContainEqual({ metric: "valid_share", value: 1, planner: "built-in" });
  expect(lines).toContainEqual({ metric: "valid_share", value: 0, planner: "broken" });
  expect(lines).toContainEqual({ metric: "valid_share", value: -1, planner: "difference" });
  expect(lines).toContainEqual({ metric: "tokens", value: null, planner: "difference" });
});

test.each([
  ["", 2, "is not known"],
  ["--model broken", 2, "--goals FILE"],
  ["--goals", 2, "needs a file"],
  ["--goals goals.jsonl --compare built-in", 2, "needs two planners"],
  ["--goals goals.jsonl --model broken --compare built-in broken", 2, "cannot go together"],
  ["--goals goals.jsonl --goals goals.jsonl", 2, "given twice"],
  [
    "--goals goals.jsonl --model gpt-9",
    2,
    'no planner or model profile "gpt-9". There is: built-in, broken.',
  ],
  ["--goals nowhere.jsonl", 2, "nowhere.jsonl cannot be read: no such file"],
  ["--goals empty.jsonl", 1, "holds no goal"],
])("asked %s it prints nothing and says why", async (words, code, said) => {
  const done = await run(words, { "goals.jsonl": GOALS, "empty.jsonl": "\n" });
  expect(done).toMatchObject({ code, lines: [] });
  expect(done.told).toContain(said);
});
