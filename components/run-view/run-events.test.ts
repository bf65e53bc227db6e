import { expect, test } from "vitest";
import type { EventBody, StreamEvent } from "#lib/domain/event.ts";
import { RECORDED_RESULT } from "#lib/domain/recorded-result.ts";
import { stepView } from "#lib/testing/step-views.ts";
import { eventText, runPauses, stepHistory, toolCallRows } from "./run-events.ts";

function events(...bodies: EventBody[]): StreamEvent[] {
  return bodies.map((body, index) => ({
    topic: "run:00000000000000000000000000",
    seq: index + 1,
    at: `2026-11-23T10:00:0${index}.000Z`,
    body,
  }));
}

const call = {
  type: "tool.called" as const,
  costMicros: 0,
  stepId: "research",
  attempt: 1,
  call: 0,
  tool: "knowledge.search",
};

test("the beginning and the end of a call make one row; a fallback makes another", () => {
  const rows = toolCallRows(
    events(
      { ...call, status: "started", message: null },
      { ...call, status: "failed", message: "Nothing was found." },
      { ...call, call: 1, tool: "web.search", status: "started", message: null },
    ),
  );
  expect(rows).toMatchObject([
    {
      tool: "knowledge.search",
      status: "failed",
      message: "Nothing was found.",
      startedAt: "2026-11-23T10:00:00.000Z",
      finishedAt: "2026-11-23T10:00:01.000Z",
    },
    { tool: "web.search", status: "started", finishedAt: null },
  ]);
});

test("a call whose outcome a later attempt took over says which; one that was made again does not", () => {
  const taken = (attempt: number, fallback: number | null): EventBody => ({
    type: "step.changed",
    step: stepView("research", { status: "running", attempt, tool: "web.search", fallback }),
    what: RECORDED_RESULT,
  });
  const all = events(
    { ...call, status: "started", message: null },
    { ...call, status: "failed", message: "Nothing was found." },
    { ...call, call: 1, tool: "web.search", status: "started", message: null },
    { ...call, call: 1, tool: "web.search", status: "succeeded", message: "found" },
    { ...call, attempt: 2, status: "started", message: null },
    { ...call, attempt: 2, status: "failed", message: "Nothing was found." },
    taken(2, 0),
    taken(3, null),
    taken(3, 0),
  );
  expect(toolCallRows(all).map(({ attempt, call, takenBy }) => [attempt, call, takenBy])).toEqual([
    [1, 0, null],
    [1, 1, 3],
    [2, 0, 3],
  ]);
  expect(toolCallRows(all.slice(0, 7)).map(({ takenBy }) => takenBy)).toEqual([null, 2, null]);
  const last = all.at(-1);
  expect(last && eventText(last, () => "Research")?.text).toBe(
    "Research: Took over what web.search had given an earlier attempt, and did not call it again",
  );
});

test("a map that waits for its items is at work in its history", () => {
  const told = (parts: Parameters<typeof stepView>[1]) => ({
    type: "step.changed" as const,
    step: stepView("each", parts),
    what: "",
  });
  const history = stepHistory(
    events(
      told({ status: "running" }),
      told({ status: "waiting", waitingFor: "items" }),
      told({ status: "succeeded" }),
    ),
  );
  expect(history.get("each")?.map(({ status }) => status)).toEqual(["running", "succeeded"]);
});

test("a history says what a step waited for: its next try after a fault, a time without one, or people", () => {
  const told = (parts: Parameters<typeof stepView>[1]) => ({
    type: "step.changed" as const,
    step: stepView("a", parts),
    what: "",
  });
  const error = { code: "tool_failed", message: "No.", retryable: true };
  const history = stepHistory(
    events(
      { type: "step.ready", stepId: "a" },
      told({ status: "waiting", waitingFor: "timer", error }),
      told({ status: "waiting", waitingFor: "timer" }),
      told({ status: "waiting", waitingFor: "approval" }),
      told({ status: "waiting", waitingFor: "approval" }),
      { type: "step.started", stepId: "a", attempt: 2 },
    ),
  );
  expect(history.get("a")?.map(({ status, wait }) => wait ?? status)).toEqual([
    "ready",
    "retry",
    "until",
    "approval",
    "running",
  ]);
});

test("a run is paused from when it is to be until it goes on, ends or is ended", () => {
  const status = (name: "running" | "pausing" | "paused" | "aborting"): EventBody => ({
    type: "run.status",
    status: name,
    reason: null,
    startedAt: null,
    finishedAt: null,
  });
  const seconds = (from: number, to: number | null) => {
    const at = (second: number) => Date.parse(`2026-11-23T10:00:0${second}.000Z`);
    return { from: at(from), to: to === null ? null : at(to) };
  };
  const all = events(
    status("running"),
    status("pausing"),
    { type: "step.ready", stepId: "a" },
    status("paused"),
    status("running"),
    status("pausing"),
    status("aborting"),
  );
  expect(runPauses(all)).toEqual([seconds(1, 4), seconds(5, 6)]);
  expect(runPauses(all.slice(0, 3))).toEqual([seconds(1, null)]);
  expect(runPauses(all.slice(0, 1))).toEqual([]);
});

test("what models took and what is slow is said of the step, or of the replan", () => {
  const use = { tokens: 1_200, costMicros: 4_000, costUnknown: false };
  const slow = { type: "step.slow", stepId: "a", attempt: 1, expectedSeconds: 95 } as const;
  const said = events(
    { type: "step.asked", stepId: "a", use },
    { type: "replan.asked", use: { ...use, costMicros: 0, costUnknown: true } },
    { ...slow, answer: "wait" },
    { ...slow, answer: "retry_elsewhere" },
    { type: "step.text", stepId: "a", attempt: 1, text: "Dear", fresh: true },
  ).map((event) => eventText(event, () => "Write"));
  expect(said).toEqual([
    { text: "Write: Asked a model, 1,200 tokens · $0.0040", stepId: "a" },
    { text: "Replan: Asked a model, 1,200 tokens · cost unknown", stepId: null },
    { text: "Write: Has taken longer than the expected 1 min 35 s", stepId: "a" },
    {
      text: "Write: Has taken longer than the expected 1 min 35 s. Another worker is to try it",
      stepId: "a",
    },
    null,
  ]);
});
