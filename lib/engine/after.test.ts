import { expect, test } from "vitest";
import { afterFailure, LONGEST_BACKOFF_SECONDS } from "./after-failure.ts";
import { afterLoss, MAX_WORKER_DEATHS } from "./after-loss.ts";

const retryable = { code: "busy", message: "Busy.", retryable: true };
const step = { retry: { maxAttempts: 4, backoffSeconds: 2 }, optional: false };

test("the pause doubles, then the step fails for good", () => {
  const outcomes = [1, 2, 3, 4].map((failures) => afterFailure(step, retryable, failures, "running"));
  expect(outcomes).toEqual([
    { event: "back_off", seconds: 2 },
    { event: "back_off", seconds: 4 },
    { event: "back_off", seconds: 8 },
    { event: "fail" },
  ]);
});

test("the pause has an end", () => {
  const patient = { retry: { maxAttempts: 10, backoffSeconds: 3_600 }, optional: false };
  expect(afterFailure(patient, retryable, 9, "running")).toEqual({
    event: "back_off",
    seconds: LONGEST_BACKOFF_SECONDS,
  });
});

test("what repeating cannot help is not repeated; optional steps are passed over", () => {
  const final = { ...retryable, retryable: false };
  expect(afterFailure(step, final, 1, "running")).toEqual({ event: "fail" });
  expect(afterFailure({ ...step, optional: true }, final, 1, "running")).toEqual({ event: "pass_over" });
});

test("an aborting run tries nothing again", () => {
  expect(afterFailure(step, retryable, 1, "aborting")).toEqual({ event: "fail" });
});

test("a lost step is repeated unless a call that may not be was under way", () => {
  expect(afterLoss([], 1, "running")).toEqual({ event: "lose", attempt: "lost" });
  expect(afterLoss(["read", "idempotent"], 1, "running")).toEqual({ event: "lose", attempt: "lost" });
  expect(afterLoss(["once"], 1, "running")).toEqual({ event: "lose_unknown", attempt: "unknown" });
});

test("a step that keeps killing its workers fails", () => {
  expect(afterLoss(["read"], MAX_WORKER_DEATHS, "running")).toEqual({ event: "fail", attempt: "lost" });
});

test("a lost step of an aborting run is cancelled, and its attempt says when the outcome is unknown", () => {
  expect(afterLoss(["read"], 1, "aborting")).toEqual({ event: "cancel", attempt: "lost" });
  expect(afterLoss(["once"], 1, "aborting")).toEqual({ event: "cancel", attempt: "unknown" });
});
