import { describe, expect, test } from "vitest";
import { likeness, matchWording } from "./match-wording.ts";
import { scoreGraph } from "./score-graph.ts";
import type { IndexEdge } from "./score-graph.ts";

const NODES = ["research the market", "interview customers", "write the report"];
const EDGES: IndexEdge[] = [
  [0, 2],
  [1, 2],
];
const right = ["Research the market", "Interview five customers", "Write the report for the board"];

describe("wording", () => {
  test("each phrase gets the title that leaves the others the best", () => {
    expect(
      matchWording(["draft report", "draft the final report"], ["Draft the final report", "Draft report"]),
    ).toEqual([1, 0]);
    // The first alone would take the second's only partner.
    expect(matchWording(["book hall", "book the town hall"], ["Book the town hall"])).toEqual([null, 0]);
  });

  test.each([
    ["draft the report", "Review the report"],
    ["analyse the survey", "Survey"],
    ["book a venue", "Book a caterer"],
    ["", "Survey"],
    ["invite the guests", ""],
  ])("%s is not %s", (phrase, title) => {
    expect(matchWording([phrase], [title])).toEqual([null]);
  });

  test.each([
    ["analyse the data", "Analysing data"],
    ["book the hall", "Book the town hall for the autumn fair"],
    ["market research", "Do market research"],
  ])("%s is %s", (phrase, title) => {
    expect(matchWording([phrase], [title])).toEqual([0]);
  });

  test("a title that says less than the phrase is less like it than one that says more", () => {
    expect(likeness("book the large hall", "Book the large hall today")).toBeGreaterThan(
      likeness("book the large hall today", "Book the large hall"),
    );
  });

  test("no phrases, no titles, or more of one than of the other", () => {
    expect(matchWording([], ["A"])).toEqual([]);
    expect(matchWording(["call Ann"], [])).toEqual([null]);
    expect(matchWording(["call Ann", "call Bob", "call Cid"], ["Call Cid", "Call Ann"])).toEqual([
      1,
      null,
      0,
    ]);
  });
});

describe("graphs", () => {
  test("the same graph is exact, in any order and with an edge that others imply", () => {
    const gold = {
      nodes: ["call Ann", "call Bob", "call Cid"],
      edges: [
        [0, 1],
        [1, 2],
      ] as IndexEdge[],
    };
    const plan = {
      titles: ["Call Cid", "Call Ann", "Call Bob"],
      edges: [
        [1, 2],
        [2, 0],
        [1, 0],
      ] as IndexEdge[],
    };
    expect(scoreGraph(gold, plan)).toMatchObject({ exact: true, nodeF1: 1, edgeF1: 1, extraEdges: [] });
  });

  test("two steps without order are exact when none is wanted", () => {
    expect(
      scoreGraph(
        { nodes: ["call Ann", "call Bob"], edges: [] },
        { titles: ["Call Bob", "Call Ann"], edges: [] },
      ),
    ).toMatchObject({
      exact: true,
      edgeF1: 1,
    });
  });

  test("a step too many", () => {
    const score = scoreGraph(
      { nodes: NODES, edges: EDGES },
      { titles: [...right, "Keep within the budget"], edges: EDGES },
    );
    expect(score).toMatchObject({ exact: false, edgeF1: 1, extra: ["Keep within the budget"], missing: [] });
    expect(score.nodeF1).toBeCloseTo(6 / 7);
  });

  test("a step too few takes its edges with it", () => {
    const score = scoreGraph({ nodes: NODES, edges: EDGES }, { titles: right.slice(1), edges: [[0, 1]] });
    expect(score).toMatchObject({ exact: false, missing: ["research the market"], extra: [] });
    expect(score.missingEdges).toEqual([["research the market", "write the report"]]);
    expect(score.nodeF1).toBeCloseTo(4 / 5);
    expect(score.edgeF1).toBeCloseTo(2 / 3);
  });

  test.each<[string, IndexEdge[], number]>([
    ["a missing edge", [[0, 2]], 2 / 3],
    [
      "an edge the wrong way round",
      [
        [0, 2],
        [2, 1],
      ],
      1 / 2,
    ],
    [
      "a chain instead of a join",
      [
        [0, 1],
        [1, 2],
      ],
      1 / 2,
    ],
    ["no edge at all", [], 0],
  ])("%s is not exact", (_what, edges, f1) => {
    const score = scoreGraph({ nodes: NODES, edges: EDGES }, { titles: right, edges });
    expect(score.exact).toBe(false);
    expect(score.nodeF1).toBe(1);
    expect(score.edgeF1).toBeCloseTo(f1);
  });

  test("one step for two phrases is not exact", () => {
    const plan = {
      titles: ["Research the market and interview customers", "Write the report"],
      edges: [[0, 1]] as IndexEdge[],
    };
    expect(scoreGraph({ nodes: NODES, edges: EDGES }, plan)).toMatchObject({ exact: false });
  });
});
