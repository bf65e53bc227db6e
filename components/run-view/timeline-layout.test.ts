import { expect, test } from "vitest";
import type { StepRunView } from "#lib/domain/run.ts";
import { makeStep } from "#lib/testing/arbitrary-plan.ts";
import { stepView } from "#lib/testing/step-views.ts";
import { layoutTimeline, timelineTicks } from "./timeline-layout.ts";
import { criticalText, rowText } from "./timeline-words.ts";

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
) {
  return layoutTimeline({ graph, steps, history, startedAt: START, now: at(now) });
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
