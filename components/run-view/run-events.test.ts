import { expect, test } from "vitest";
import type { EventBody, StreamEvent } from "#lib/domain/event.ts";
import { stepView } from "#lib/testing/step-views.ts";
import { stepHistory, toolCallRows } from "./run-events.ts";

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
