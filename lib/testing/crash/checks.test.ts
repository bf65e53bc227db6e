import { describe, expect, test } from "vitest";
import type { RunStatus, StepRunStatus } from "#lib/domain/run.ts";
import { testGraph, testStep } from "#lib/testing/seed-run.ts";
import { stepView } from "#lib/testing/step-views.ts";
import { checkAcks } from "./check-acks.ts";
import { checkCalls } from "./check-calls.ts";
import { checkEvents } from "./check-events.ts";
import { checkOutputs } from "./check-outputs.ts";
import { outputFor, TOOL_NAMES, type CrashArgs } from "./crash-args.ts";
import { randomPlan } from "./crash-plan.ts";
import { drawKills } from "./kill-plan.ts";
import { Random } from "./random.ts";
import type { Evidence, Rule } from "./evidence.ts";

// The crash test is only worth what its checks notice: here the evidence of a good run is spoilt in one way after the other.

const args: CrashArgs = {
  label: "a",
  inputs: [],
  ms: 0,
  items: 0,
  fails: 0,
  retryable: true,
  throws: 0,
  hangs: 0,
  short: 0,
  waits: "no",
};
const literal = (value: string) => ({ kind: "literal", value }) as const;
const at = new Date(0);

/** A run of a, then b; the first attempt of a was lost after its result had been recorded, and the second took that over. */
function goodRun(): Evidence {
  const step = (id: string) =>
    testStep(id, { tool: TOOL_NAMES.once, args: { label: literal(id), ms: { kind: "literal", value: 0 } } });
  const graph = testGraph([step("a"), step("b")], ["a>b"]);
  let seq = 0;
  const event = (body: Evidence["events"][number]["body"]) => ({ seq: ++seq, at, body });
  const run = (status: RunStatus) =>
    event({ type: "run.status", status, reason: null, startedAt: null, finishedAt: null });
  const change = (stepId: string, status: StepRunStatus, attempt: number) =>
    event({ type: "step.changed", step: stepView(stepId, { status, attempt }), what: "" });
  const row = (stepId: string, attempt: number): Evidence["steps"][number] => ({
    stepId,
    status: "succeeded",
    waitingFor: null,
    attempt,
    pending: 0,
    skipCause: null,
    mapStep: null,
    item: null,
    itemValue: null,
    itemsTotal: null,
    workerDeaths: 0,
    output: outputFor(TOOL_NAMES.once, { ...args, label: stepId }),
  });
  const tried = (stepId: string, attempt: number, status: string) => ({
    stepId,
    attempt,
    status,
    workerId: `w${attempt}`,
    startedAt: at,
    finishedAt: at,
  });
  const call = (stepId: string, attempt: number) => ({
    id: `call-${stepId}`,
    stepId,
    attempt,
    call: 0,
    key: `key-${stepId}`,
    status: "succeeded",
  });
  const line = (t: "began" | "ended", step: string, attempt: number) => ({
    t,
    run: "r",
    step,
    attempt,
    call: 0,
    tool: TOOL_NAMES.once,
    key: `key-${step}`,
    args: "hash",
    pid: 1,
    at: 0,
  });
  const token = (stepId: string, attempt: number) => ({
    runId: "r",
    stepId,
    attempt,
    workerId: `w${attempt}`,
  });
  return {
    runId: "r",
    plan: {
      name: "good",
      graph,
      conditions: new Map(),
      subplans: new Set(),
      script: { pauses: null, abortsAt: null, skips: [] },
    },
    status: "succeeded",
    undone: 0,
    live: 0,
    events: [
      run("queued"),
      run("running"),
      change("a", "running", 1),
      change("a", "ready", 1),
      change("a", "running", 2),
      change("a", "succeeded", 2),
      change("b", "ready", 0),
      change("b", "running", 1),
      change("b", "succeeded", 1),
      run("succeeded"),
    ],
    lastSeq: 10,
    steps: [row("a", 2), row("b", 1)],
    attempts: [tried("a", 1, "lost"), tried("a", 2, "succeeded"), tried("b", 1, "succeeded")],
    calls: [call("a", 1), call("b", 1)],
    outside: [line("began", "a", 1), line("ended", "a", 1), line("began", "b", 1), line("ended", "b", 1)],
    acks: [
      { t: "claimed", token: token("a", 1), at: 0 },
      { t: "begun", token: token("a", 1), callId: "call-a", key: "key-a", call: 0, at: 0 },
      { t: "ended", token: token("a", 1), callId: "call-a", status: "succeeded", at: 0 },
      { t: "claimed", token: token("a", 2), at: 0 },
      { t: "finished", token: token("a", 2), kind: "succeeded", at: 0 },
      { t: "claimed", token: token("b", 1), at: 0 },
      { t: "finished", token: token("b", 1), kind: "succeeded", at: 0 },
    ],
    deeds: [],
    children: [],
  };
}

const rules = (run: Evidence) =>
  new Set(
    [...checkEvents(run), ...checkAcks(run), ...checkCalls(run), ...checkOutputs(run)].map(
      ({ rule }) => rule,
    ),
  );

/** Something in a list that is there. */
function first<T>(list: readonly T[], which: (item: T) => boolean): T {
  const found = list.find(which);
  if (found === undefined) throw new Error("There is none.");
  return found;
}

type Spoil = [rule: Rule, how: string, spoil: (run: Evidence) => void];
const SPOILS: readonly Spoil[] = [
  ["events are gapless", "an event is missing", (run) => run.events.splice(4, 1)],
  ["events are gapless", "the last event is missing", (run) => run.events.pop()],
  [
    "every transition is legal",
    "a step leaps",
    (run) => {
      const event = first(run.events, ({ seq }) => seq === 3);
      if (event.body.type === "step.changed") event.body.step.status = "succeeded";
    },
  ],
  [
    "every transition is legal",
    "a run goes on after its end",
    (run) => {
      const { body } = first(run.events, ({ seq }) => seq === 2);
      if (body.type === "run.status") body.status = "aborted";
    },
  ],
  [
    "every transition is legal",
    "a row is not what its events say",
    (run) => {
      first(run.steps, ({ stepId }) => stepId === "b").status = "failed";
    },
  ],
  [
    "a step starts after its parents",
    "an arrow more",
    (run) => run.plan.graph.dependencies.push({ from: "b", to: "a" }),
  ],
  ["acknowledged transitions are kept", "an attempt is gone", (run) => run.attempts.pop()],
  [
    "acknowledged transitions are kept",
    "an end is forgotten",
    (run) => {
      first(run.attempts, ({ stepId }) => stepId === "b").status = "lost";
    },
  ],
  ["acknowledged transitions are kept", "a call is gone", (run) => run.calls.shift()],
  [
    "acknowledged transitions are kept",
    "a call's end is forgotten",
    (run) => {
      first(run.calls, ({ stepId }) => stepId === "a").status = "started";
    },
  ],
  [
    "once is at most once",
    "a call is made twice",
    (run) => {
      run.outside.push({ ...first(run.outside, ({ step }) => step === "b"), attempt: 2 });
    },
  ],
  [
    "a repeat has the same key and arguments",
    "another key",
    (run) => {
      first(run.outside, ({ t, step }) => t === "ended" && step === "b").key = "other";
    },
  ],
  [
    "a repeat has the same key and arguments",
    "other arguments",
    (run) => {
      first(run.outside, ({ t, step }) => t === "ended" && step === "b").args = "other";
    },
  ],
  [
    "recorded results are reused",
    "a call whose result was recorded is made again",
    (run) => {
      run.outside.push({ ...first(run.outside, ({ step }) => step === "a"), attempt: 2 });
    },
  ],
  [
    "one attempt of a step succeeds",
    "two do",
    (run) => {
      first(run.attempts, ({ status }) => status === "lost").status = "succeeded";
    },
  ],
  [
    "no run is stuck",
    "it still runs",
    (run) => {
      run.status = "running";
    },
  ],
  [
    "outputs are right",
    "a step gives what another run made",
    (run) => {
      run.plan.subplans = new Set(["b"]);
      const child = { runId: "c", stepId: "a", number: 2, status: "succeeded", outputs: {} };
      run.children.push(child);
      first(run.steps, ({ stepId }) => stepId === "b").output = { runId: "c", number: 2, outputs: {} };
    },
  ],
  [
    "a step has one run at a time",
    "two runs of a step that nobody retried",
    (run) => {
      for (const runId of ["c", "d"])
        run.children.push({ runId, stepId: "b", number: 2, status: "aborted", outputs: {} });
    },
  ],
  [
    "no run is stuck",
    "a run that its step no longer wants",
    (run) => {
      run.children.push({ runId: "c", stepId: "b", number: 2, status: "running", outputs: {} });
    },
  ],
  [
    "outputs are right",
    "another output",
    (run) => {
      first(run.steps, ({ stepId }) => stepId === "b").output = { n: 1, items: [], good: true };
    },
  ],
  [
    "outputs are right",
    "skipped for no reason",
    (run) => {
      Object.assign(
        first(run.steps, ({ stepId }) => stepId === "b"),
        { status: "skipped", skipCause: "optional" },
      );
    },
  ],
  [
    "conditions are obeyed",
    "passed by without a condition",
    (run) => {
      Object.assign(
        first(run.steps, ({ stepId }) => stepId === "b"),
        { status: "skipped", skipCause: "condition" },
      );
    },
  ],
];

describe("the checks", () => {
  test("find nothing in a good run", () => {
    expect(rules(goodRun())).toEqual(new Set());
  });

  test.each(SPOILS)("%s: %s", (rule, _how, spoil) => {
    const run = goodRun();
    spoil(run);
    expect(rules(run)).toContain(rule);
  });
});

test("the same seed gives the same plans and the same kills", () => {
  const plan = (seed: string) => JSON.stringify(randomPlan("p", new Random(seed)));
  expect(plan("s")).toBe(plan("s"));
  expect(plan("s")).not.toBe(plan("t"));
  const kills = (seed: string) => drawKills(300, new Random(seed), { leaseSeconds: 1, database: true });
  expect(kills("s")).toEqual(kills("s"));
  expect(kills("s")).not.toEqual(kills("t"));
  expect(new Set(kills("s").map(({ kind }) => kind))).toEqual(
    new Set(["kill", "boundary", "stop", "database"]),
  );
});
