import { expect, test } from "vitest";
import {
  nextStepState,
  stepState,
  stepStatesFor,
  STEP_TRANSITIONS,
  type StepEvent,
  type StepState,
} from "./step-machine.ts";

const events = Object.keys(STEP_TRANSITIONS) as StepEvent[];

test("finished work is undone only when a person has it put right or done again; cancelled work never", () => {
  const ways = (state: StepState) => events.filter((event) => nextStepState(state, event));
  expect(ways("succeeded")).toEqual(["correct", "rerun"]);
  expect(ways("skipped")).toEqual(["correct", "rerun"]);
  expect(ways("cancelled")).toEqual([]);
});

test("only ready and backing-off steps are claimed", () => {
  expect(stepStatesFor("claim")).toEqual(["ready", "waiting_timer"]);
});

test("an unknown outcome is settled by a result or a person, never by another try", () => {
  const possible = events.filter((event) => nextStepState("waiting_decision", event));
  expect(possible).toEqual(["succeed", "fail", "pass_over", "skip", "cancel"]);
});

test("a running step cannot be skipped, retried or replaced under its worker", () => {
  for (const event of ["skip", "retry", "replace", "unblock", "claim"] as const) {
    expect(nextStepState("running", event), event).toBeNull();
  }
});

test("tells the two kinds of waiting apart", () => {
  expect(stepState({ status: "waiting", waitingFor: "decision" })).toBe("waiting_decision");
  expect(stepState({ status: "waiting", waitingFor: "timer" })).toBe("waiting_timer");
  expect(stepState({ status: "failed", waitingFor: null })).toBe("failed");
});
