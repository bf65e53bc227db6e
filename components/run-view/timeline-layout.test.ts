import { describe, expect, test } from "vitest";
import type { StepRunView } from "#lib/domain/run.ts";
import { makeStep } from "#lib/testing/arbitrary-plan.ts";
import { stepView } from "#lib/testing/step-views.ts";
import { layoutTimeline, timelineTicks } from "./timeline-layout.ts";
import { criticalText, rowText, waitName } from "./timeline-words.ts";

const START = Date.parse("2026-11-23T10:00:00.000Z");
const iso = (seconds: number | null) =>
  seconds === null ? null : new Date(START + seconds * 1000).toISOString();
const at = (seconds: number) => START + seconds * 1000;

const step = (id: string) => makeStep(id, { title: id.toUpperCase() });

function run(
  stepId: string,
  status: StepRunView["status"],
  from: number | null,
  to: number | null,
): StepRunView {
  return stepView(stepId, {
    status,
    attempt: from === null ? 0 : 1,
    startedAt: iso(from),
    finishedAt: iso(to),
  });
}

const graph = {
  steps: [step("a"), step("b"), step("c")],
  dependencies: [
    { from: "a", to: "c" },
    { from: "b", to: "c" },
  ],
};

function layout(
  steps: StepRunView[],
  history: Parameters<typeof layoutTimeline>[0]["history"] = new Map(),
  now = 100,
  pauses: Parameters<typeof layoutTimeline>[0]["pauses"] = [],
  asksPeople = false,
) {
  return layoutTimeline({ graph, steps, history, pauses, startedAt: START, now: at(now), asksPeople });
}

test("a step waits from the end of its last dependency until it starts", () => {
  const timeline = layout([
    run("a", "succeeded", 1, 4),
    run("b", "succeeded", 0, 6),
    run("c", "succeeded", 8, 10),
  ]);
  expect(timeline.rows.map((row) => [row.stepId, row.bars])).toEqual([
    [
      "a",
      [
        { kind: "waiting", wait: "worker", from: at(0), to: at(1) },
        { kind: "running", from: at(1), to: at(4) },
      ],
    ],
    ["b", [{ kind: "running", from: at(0), to: at(6) }]],
    [
      "c",
      [
        { kind: "waiting", wait: "worker", from: at(6), to: at(8) },
        { kind: "running", from: at(8), to: at(10) },
      ],
    ],
  ]);
  expect(timeline.to).toBe(at(10));
});

test("the critical path goes through the dependency that finished last", () => {
  const timeline = layout([
    run("a", "succeeded", 1, 4),
    run("b", "succeeded", 0, 6),
    run("c", "succeeded", 8, 10),
  ]);
  expect(timeline.rows.filter((row) => row.critical).map((row) => row.stepId)).toEqual(["b", "c"]);
});

describe("the critical path", () => {
  const critical = (steps: StepRunView[]) =>
    layout(steps)
      .rows.filter((row) => row.critical)
      .map((row) => row.stepId);

  test("is one of the plan's steps, though an item of a map or a step that undoes ended later", () => {
    const item = { ...run("c.0", "succeeded", 8, 12), item: { of: "c", index: 0 } };
    const undo = {
      ...run("undo-1", "succeeded", 13, 14),
      undoes: { callId: "0".repeat(26), stepId: "a", says: "Deletes it." },
    };
    const steps = [run("a", "succeeded", 1, 4), run("b", "succeeded", 0, 6), run("c", "succeeded", 7, 11)];
    expect(critical([...steps, item, undo])).toEqual(["b", "c"]);
  });

  test("goes through a step that a person settled or skipped, which has no beginning", () => {
    expect(
      critical([run("a", "succeeded", 0, 4), run("b", "skipped", null, 60), run("c", "succeeded", 61, 65)]),
    ).toEqual(["b", "c"]);
    expect(
      critical([run("a", "succeeded", 0, 4), run("b", "succeeded", 0, 6), run("c", "skipped", null, 7)]),
    ).toEqual(["b", "c"]);
  });

  test("ends with what was under way when the run was aborted, not with what was never begun", () => {
    expect(
      critical([run("a", "succeeded", 0, 4), run("b", "cancelled", 0, 9), run("c", "cancelled", null, 9.5)]),
    ).toEqual(["b"]);
  });
});

test("what runs now reaches to now, and what is blocked has no bar", () => {
  const timeline = layout([
    run("a", "running", 2, null),
    run("b", "succeeded", 0, 3),
    run("c", "blocked", null, null),
  ]);
  expect(timeline.rows.find((row) => row.stepId === "a")?.bars.at(-1)).toEqual({
    kind: "running",
    from: at(2),
    to: at(100),
  });
  expect(timeline.rows.find((row) => row.stepId === "c")?.bars).toEqual([]);
  expect(timeline.rows.at(-1)?.stepId).toBe("c");
});

test("a retry shows the wait between its tries when events told of it", () => {
  const history = new Map([
    [
      "a",
      [
        { at: at(0), status: "running" as const },
        { at: at(2), status: "waiting" as const },
        { at: at(5), status: "running" as const },
        { at: at(6), status: "failed" as const },
      ],
    ],
  ]);
  const timeline = layout(
    [run("a", "failed", 0, 6), run("b", "succeeded", 0, 3), run("c", "blocked", null, null)],
    history,
  );
  expect(timeline.rows.find((row) => row.stepId === "a")?.bars).toEqual([
    { kind: "running", from: at(0), to: at(2) },
    { kind: "waiting", wait: "worker", from: at(2), to: at(5) },
    { kind: "running", from: at(5), to: at(6) },
  ]);
});

describe("a step that failed for good", () => {
  const failed = [
    { at: at(0), status: "running" as const },
    { at: at(4), status: "failed" as const },
  ];
  const decision = (from: number, to: number) => ({
    kind: "waiting",
    wait: "decision",
    from: at(from),
    to: at(to),
  });

  test("waited for a person until one had it tried again, or skipped", () => {
    const retried = [
      ...failed,
      { at: at(64), status: "ready" as const },
      { at: at(65), status: "running" as const },
      { at: at(67), status: "succeeded" as const },
    ];
    const { rows } = layout([run("a", "succeeded", 65, 67)], new Map([["a", retried]]));
    expect(rows[0]?.bars[1]).toEqual(decision(4, 64));
    expect(rows[0] && rowText(rows[0], "Succeeded")).toBe(
      "succeeded, waited 1 min for a decision, ran 6 s, waited 1 s for a worker, on the critical path",
    );
    expect(criticalText(rows)).toBe(
      "Critical path: 1 step, which ran 6 s and waited 1 min 1 s, mostly for a decision.",
    );
    const skipped = [...failed, { at: at(30), status: "skipped" as const }];
    expect(layout([run("a", "skipped", null, 30)], new Map([["a", skipped]])).rows[0]?.bars[1]).toEqual(
      decision(4, 30),
    );
  });

  test("waits until now while the run is open, and for nobody once the run has ended as failed", () => {
    const bars = (history: Parameters<typeof layout>[1], asksPeople: boolean) =>
      layout([run("a", "failed", 0, 4)], history, 100, [], asksPeople).rows[0]?.bars.slice(1);
    for (const history of [new Map([["a", failed]]), new Map()]) {
      expect(bars(history, true)).toEqual([decision(4, 100)]);
      expect(bars(history, false)).toEqual([]);
    }
  });
});

test("events that miss a step's start leave it to the view", () => {
  const history = new Map([["a", [{ at: at(6), status: "succeeded" as const }]]]);
  const timeline = layout([run("a", "succeeded", 1, 6)], history);
  expect(timeline.rows[0]?.bars).toEqual([
    { kind: "waiting", wait: "worker", from: at(0), to: at(1) },
    { kind: "running", from: at(1), to: at(6) },
  ]);
});

test("a step skipped before it started has no bar that grows", () => {
  const timeline = layout([
    run("a", "skipped", null, 2),
    run("b", "succeeded", 0, 3),
    run("c", "cancelled", null, 4),
  ]);
  expect(timeline.rows.find((row) => row.stepId === "a")?.bars).toEqual([
    { kind: "waiting", wait: "worker", from: at(0), to: at(2) },
  ]);
  expect(timeline.to).toBe(at(4));
});

test("ticks are round, start at 0 and are six at most", () => {
  expect(timelineTicks(0.23)).toEqual([0, 0.1, 0.2]);
  expect(timelineTicks(9)).toEqual([0, 2, 4, 6, 8]);
  expect(timelineTicks(60)).toEqual([0, 15, 30, 45, 60]);
  for (const seconds of [0.01, 1, 7, 59, 61, 3_599, 100_000, 10_000_000]) {
    const ticks = timelineTicks(seconds);
    expect(ticks[0]).toBe(0);
    expect(ticks.length).toBeLessThanOrEqual(6);
  }
});

test("waiting is told by what was waited for, for a step and for the chain that the length comes from", () => {
  const history = new Map([
    [
      "a",
      [
        { at: at(0), status: "ready" as const },
        { at: at(1), status: "running" as const },
        { at: at(3), status: "waiting" as const, wait: "retry" as const },
        { at: at(13), status: "ready" as const },
        { at: at(14), status: "running" as const },
        { at: at(15), status: "succeeded" as const },
      ],
    ],
  ]);
  const { rows } = layout([run("a", "succeeded", 14, 15), run("b", "succeeded", 0, 6)], history);
  const [first] = rows;
  expect(first?.bars.map((bar) => (bar.kind === "waiting" ? bar.wait : bar.kind))).toEqual([
    "worker",
    "running",
    "retry",
    "worker",
    "running",
  ]);
  expect(first && rowText(first, "Succeeded")).toBe(
    "succeeded, waited 10 s for the next try, ran 3 s, waited 2 s for a worker, on the critical path",
  );
  expect(criticalText(rows)).toBe(
    "Critical path: 1 step, which ran 3 s and waited 12 s, mostly for the next try.",
  );
  expect(criticalText([])).toBeNull();
});

describe("a run that was paused", () => {
  const pauses = [
    { from: at(2), to: at(5) },
    { from: at(20), to: null },
  ];

  test("kept its steps from a worker: that is told apart from waiting for one, and no other wait is", () => {
    const history = new Map([
      [
        "b",
        [
          { at: at(1), status: "running" as const },
          { at: at(3), status: "waiting" as const, wait: "approval" as const },
          { at: at(6), status: "running" as const },
          { at: at(7), status: "succeeded" as const },
        ],
      ],
    ]);
    const steps = [run("a", "succeeded", 6, 9), run("b", "succeeded", 6, 7), run("c", "succeeded", 10, 11)];
    const { rows } = layout(steps, history, 100, pauses);
    const [a, b] = [rows.find(({ stepId }) => stepId === "a"), rows.find(({ stepId }) => stepId === "b")];
    expect(a?.bars).toEqual([
      { kind: "waiting", wait: "worker", from: at(0), to: at(2) },
      { kind: "waiting", wait: "paused", from: at(2), to: at(5) },
      { kind: "waiting", wait: "worker", from: at(5), to: at(6) },
      { kind: "running", from: at(6), to: at(9) },
    ]);
    expect(b?.bars).toEqual([
      { kind: "waiting", wait: "worker", from: at(0), to: at(1) },
      { kind: "running", from: at(1), to: at(3) },
      { kind: "waiting", wait: "approval", from: at(3), to: at(6) },
      { kind: "running", from: at(6), to: at(7) },
    ]);
    expect(a && rowText(a, "Succeeded")).toBe(
      "succeeded, waited 3 s for a worker, was paused with the run for 3 s, ran 3 s, on the critical path",
    );
  });

  test("and still is: its steps that are ready are paused until now", () => {
    const { rows } = layout(
      [run("a", "succeeded", 0, 15), run("b", "succeeded", 0, 15), run("c", "ready", null, null)],
      new Map(),
      30,
      pauses,
    );
    const c = rows.find(({ stepId }) => stepId === "c");
    expect(c?.bars).toEqual([
      { kind: "waiting", wait: "worker", from: at(15), to: at(20) },
      { kind: "waiting", wait: "paused", from: at(20), to: at(30) },
    ]);
    expect(c && rowText(c, "Ready")).toBe("ready, was paused with the run for 10 s, waited 5 s for a worker");
  });

  test("is named as what most of the time went by with", () => {
    const { rows } = layout([run("a", "succeeded", 6, 9)], new Map(), 100, [{ from: at(1), to: at(6) }]);
    expect(criticalText(rows)).toBe(
      "Critical path: 1 step, which ran 3 s and waited 6 s, mostly because the run was paused.",
    );
    expect(waitName("paused")).toBe("The run was paused");
  });
});
