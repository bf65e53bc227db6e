import { expect, test } from "vitest";
import { stepHistory } from "#components/run-view/run-events.ts";
import type { EventBody, StreamEvent } from "#lib/domain/event.ts";
import { RunReplay } from "#lib/domain/replay-run.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { SharedRun } from "#lib/domain/share.ts";
import { sharedEvents } from "#lib/services/share/shared-events.ts";
import { testGraph } from "#lib/testing/seed-run.ts";
import { stepView } from "#lib/testing/step-views.ts";
import { runViewOf } from "./run-view-of.ts";
import { streamEvents } from "./stream-events.ts";

const START = Date.parse("2026-11-23T10:00:00.000Z");
const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString();

const changed = (parts: Partial<StepRunView>): EventBody => ({
  type: "step.changed",
  step: stepView("a", { attempt: 1, ...parts }),
  what: "Ada Maker said so",
});
const status = (name: "running" | "paused" | "succeeded", end: number | null = null): EventBody => ({
  type: "run.status",
  status: name,
  reason: "Ada Maker said so",
  startedAt: at(0),
  finishedAt: end === null ? null : at(end),
});
const done = (stepId: string): EventBody => ({
  type: "step.done",
  stepId,
  status: "succeeded",
  summary: "found",
  notes: ["The policy said so"],
  hasOutput: true,
  reused: null,
});
const FAULT = { code: "secret_code", message: "It said hidden-words", retryable: true };
const graph = testGraph(["a", "b"], ["a>b"]);

const EVENTS: StreamEvent[] = [
  status("running"),
  { type: "step.started", stepId: "a", attempt: 1 } as const,
  { type: "step.text", stepId: "a", attempt: 1, text: "hidden-words", fresh: true } as const,
  changed({ status: "waiting", waitingFor: "timer", wakeAt: at(9), error: FAULT, notes: ["hidden-words"] }),
  changed({ status: "waiting", waitingFor: "timer" }),
  changed({ status: "waiting", waitingFor: "approval" }),
  changed({ status: "waiting", waitingFor: "spend" }),
  status("paused"),
  changed({ status: "ready" }),
  status("running"),
  { type: "step.started", stepId: "a", attempt: 2 } as const,
  {
    type: "tool.called",
    stepId: "a",
    attempt: 2,
    call: 1,
    tool: "web.search",
    status: "succeeded",
    message: "hidden-words",
    costMicros: 77_123,
  } as const,
  done("a"),
  { type: "step.ready", stepId: "b" } as const,
  { type: "step.started", stepId: "b", attempt: 1 } as const,
  { type: "step.started", stepId: "gone", attempt: 1 } as const,
  done("b"),
  status("succeeded", 17),
].map((body, place) => ({ topic: "run:00000000000000000000000000", seq: place + 1, at: at(place), body }));

const shown = { steps: new Set(["a", "b"]), showCosts: false };
const shared = streamEvents(EVENTS.flatMap((event) => sharedEvents(event, shown)));

const RUN: SharedRun = {
  number: 1,
  status: "succeeded",
  createdAt: at(0),
  startedAt: at(0),
  finishedAt: at(17),
  stepsDone: 2,
  stepsTotal: 2,
  whole: true,
  costs: null,
  steps: [],
};
const view = runViewOf(
  { title: "", goal: "", versionNumber: 1, expiresAt: at(99), graph, tools: [], run: RUN },
  RUN,
);

test("the steps' states and waits are those that members see", () => {
  const own = stepHistory(EVENTS);
  own.delete("gone");
  expect(stepHistory(shared)).toEqual(own);
  expect(own.get("a")?.map(({ wait }) => wait)).toEqual([
    undefined,
    "retry",
    "until",
    "approval",
    "spend",
    undefined,
    undefined,
    undefined,
  ]);
});

test("played back, the run is at every moment as members see it", () => {
  const [own, theirs] = [new RunReplay(view, EVENTS, graph), new RunReplay(view, shared, graph)];
  const facts = (replay: RunReplay, second: number) => {
    const then = replay.after(replay.countBy(START + second * 1_000));
    const steps = then.steps.map(({ stepId, status, waitingFor, tool, attempt }) => [
      stepId,
      status,
      waitingFor,
      tool,
      attempt,
    ]);
    return { status: then.status, done: then.stepsDone, steps };
  };
  for (let second = 0; second < EVENTS.length; second++)
    expect(facts(theirs, second), `second ${second}`).toEqual(facts(own, second));
});

test("nothing else is told", () => {
  const told = JSON.stringify(shared);
  for (const hidden of ["Ada Maker", "hidden-words", "secret_code", "policy", "gone", "77123"])
    expect(told).not.toContain(hidden);
});

test("of a run whose beginning was deleted no event counts as the first", () => {
  const events = EVENTS.flatMap((event) => sharedEvents(event, shown));
  expect(streamEvents(events)[0]?.seq).toBe(1);
  expect(streamEvents(events, true)[0]?.seq).toBe(2);
});
