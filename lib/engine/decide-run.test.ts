import { expect, test } from "vitest";
import { decideRun } from "./decide-run.ts";

test("a failed step does not stop the branches that can go on", () => {
  expect(decideRun("running", { failed: 1, running: 1, blocked: 3 })).toBeNull();
  expect(decideRun("running", { failed: 1, ready: 1, blocked: 3 })).toBeNull();
  expect(decideRun("running", { failed: 1, waiting_timer: 1 })).toBeNull();
});

test("needs a person when only failed and blocked steps are left", () => {
  expect(decideRun("running", { succeeded: 2, failed: 1, blocked: 3 })).toEqual({
    status: "needs_attention",
    reason: "1 step failed. Retry, skip or replan to go on.",
  });
});

test("needs a person for an unknown outcome", () => {
  const decision = decideRun("running", { succeeded: 2, waiting_decision: 1, blocked: 1 });
  expect(decision?.status).toBe("needs_attention");
  expect(decision?.reason).toMatch(/not known whether 1 step finished/);
});

test("succeeds when all are succeeded or skipped, also while pausing or paused", () => {
  for (const status of ["queued", "running", "pausing", "paused", "needs_attention"] as const) {
    expect(decideRun(status, { succeeded: 3, skipped: 1 })).toEqual({ status: "succeeded", reason: null });
  }
});

test("reopens when a retry gave it something to do", () => {
  expect(decideRun("needs_attention", { ready: 1, blocked: 2 })?.status).toBe("running");
  expect(decideRun("needs_attention", { failed: 1, blocked: 2 })).toBeNull();
});

test("pauses when the running ones ended, not before, and starts nothing", () => {
  expect(decideRun("pausing", { running: 1, ready: 2 })).toBeNull();
  expect(decideRun("pausing", { ready: 2, succeeded: 1 })?.status).toBe("paused");
  expect(decideRun("paused", { ready: 2 })?.status).not.toBe("running");
});

test("an aborted run says what happened", () => {
  expect(decideRun("aborting", { running: 1, cancelled: 2 })).toBeNull();
  expect(decideRun("aborting", { succeeded: 2, skipped: 1, cancelled: 5, stopped: 2, failed: 1 })).toEqual({
    status: "aborted",
    reason: "Aborted: 3 steps done, 2 stopped before the end, 3 not started, 1 failed.",
  });
});

test("decides nothing for runs that are over", () => {
  expect(decideRun("aborted", { cancelled: 1 })).toBeNull();
  expect(decideRun("succeeded", { succeeded: 1 })).toBeNull();
});
