import { expect, test } from "vitest";
import { differenceOf, judge, metricsOf } from "./evaluate.ts";
import { readGoldFile } from "./gold-goal.ts";
import type { Planned } from "./planner-under-test.ts";

function planned(changes: Partial<Planned> = {}): Planned {
  return {
    graph: { steps: [], dependencies: [] },
    valid: true,
    matches: [
      { playbookId: "event-plan", title: "Event plan" },
      { playbookId: "budget-plan", title: "Budget plan" },
    ],
    seconds: 1,
    tokens: 10,
    costMicros: 500_000,
    ...changes,
  };
}

test("a playbook counts by its place among the matches, by id or title", () => {
  const rank = (playbook: string) => judge({ id: "a", goal: "g", playbook }, planned()).playbook?.rank;
  expect([rank("event-plan"), rank("Budget plan"), rank("hiring-plan")]).toEqual([1, 2, 0]);
});

test("the figures of several goals", () => {
  const outcomes = [
    judge({ id: "a", goal: "g", playbook: "event-plan" }, planned()),
    judge({ id: "b", goal: "g", playbook: "budget-plan" }, planned({ valid: false, seconds: 2 })),
    judge({ id: "c", goal: "g", playbook: "hiring-plan" }, planned({ seconds: 9 })),
    judge({ id: "d", goal: "g", nodes: ["call Ann"] }, planned({ seconds: 3 })),
  ];
  expect(metricsOf(outcomes)).toEqual({
    valid_share: 0.75,
    playbook_hit_1: 1 / 3,
    playbook_hit_3: 2 / 3,
    node_f1: 0,
    edge_f1: 1,
    exact_graph_share: 0,
    seconds_p50: 2.5,
    tokens: 40,
    cost: 2,
  });
});

test("a planner that failed is wrong, and what nobody knows is not made up", () => {
  const outcome = judge({ id: "a", goal: "g", nodes: ["x ray", "paint"], edges: [[0, 1]] }, null);
  const metrics = metricsOf([outcome]);
  expect(metrics).toMatchObject({
    valid_share: 0,
    exact_graph_share: 0,
    edge_f1: 0,
    playbook_hit_1: null,
    tokens: null,
  });
  expect(differenceOf(metrics, { ...metrics, valid_share: 1 })).toMatchObject({
    valid_share: 1,
    tokens: null,
    edge_f1: 0,
  });
});

test("bad lines are told of by number and leave the others alone", () => {
  const lines = [
    '{"id":"a","goal":"Call Ann, then Bob","nodes":["call Ann","call Bob"],"edges":[[0,1]],"field":"office"}',
    "{",
    "",
    '{"id":"b"}',
    '{"id":"c","goal":"g","nodes":["one"],"edges":[[0,1]]}',
    '{"id":"d","goal":"g","nodes":["one","two"],"edges":[[0,1],[1,0]]}',
    '{"id":"a","goal":"Again"}',
    '{"id":"e","goal":"g","playbook":"event-plan"}',
  ];
  const file = readGoldFile(lines.join("\n"));
  expect(file.goals.map(({ id }) => id)).toEqual(["a", "e"]);
  expect(file.problems.map(({ line }) => line)).toEqual([2, 4, 5, 6, 7]);
  expect(file.problems.map(({ message }) => message).join("\n")).toMatch(
    /not JSON[^]*goal[^]*edge[^]*circle[^]*taken/,
  );
});
