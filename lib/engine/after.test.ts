import { expect, test } from "vitest";
import { requires } from "#lib/domain/plain-step.ts";
import {
  afterFailure,
  LONGEST_ASKED_SECONDS,
  LONGEST_BACKOFF_SECONDS,
  type FailedAttempt,
} from "./after-failure.ts";
import { afterLoss, MAX_WORKER_DEATHS } from "./after-loss.ts";

const busy = { code: "busy", message: "Busy.", retryable: true };
const step = { retry: { maxAttempts: 4, backoffSeconds: 2 }, optional: false, doneCondition: requires() };

function attempt(parts: Partial<FailedAttempt> = {}): FailedAttempt {
  return { error: busy, failures: 1, repeats: 0, missing: null, random: 0, ...parts };
}
const backOff = (seconds: number) => ({ event: "back_off", seconds, repeat: false });

test("the pause doubles, then the step fails for good", () => {
  const outcomes = [1, 2, 3, 4].map((failures) => afterFailure(step, attempt({ failures }), "running"));
  expect(outcomes).toEqual([backOff(1), backOff(2), backOff(4), { event: "fail" }]);
});

test("chance adds up to as much again", () => {
  const drawn = (random: number) => afterFailure(step, attempt({ failures: 2, random }), "running");
  expect([drawn(0), drawn(0.5), drawn(1)]).toEqual([backOff(2), backOff(3), backOff(4)]);
});

test("the pause has an end", () => {
  const patient = { ...step, retry: { maxAttempts: 10, backoffSeconds: 3_600 } };
  const last = attempt({ failures: 9, random: 1 });
  expect(afterFailure(patient, last, "running")).toEqual(backOff(LONGEST_BACKOFF_SECONDS));
});

test("a tool that says when it can be tried again is not tried before, up to a day", () => {
  const asks = (retryAfterSeconds: number, random = 0) =>
    afterFailure(step, attempt({ error: { ...busy, retryAfterSeconds }, random }), "running");
  expect(asks(60)).toEqual(backOff(60));
  expect(asks(60, 1)).toEqual(backOff(61));
  expect(asks(0.1)).toEqual(backOff(1));
  expect(asks(1e9)).toEqual(backOff(LONGEST_ASKED_SECONDS));
});

test("what repeating cannot help is not repeated; optional steps are passed over", () => {
  const final = attempt({ error: { ...busy, retryable: false } });
  expect(afterFailure(step, final, "running")).toEqual({ event: "fail" });
  expect(afterFailure({ ...step, optional: true }, final, "running")).toEqual({ event: "pass_over" });
});

test("a step repeats at once while its done-condition does not hold, as often as it may, and then fails like any other", () => {
  const repeating = { ...step, doneCondition: { ...requires(), maxRepeats: 2 } };
  const missed = (repeats: number, retryable = false) =>
    afterFailure(
      repeating,
      attempt({ error: { ...busy, retryable }, repeats, missing: ["No text."] }),
      "running",
    );
  const again = { event: "back_off", seconds: 0, repeat: true };
  expect([missed(0), missed(1), missed(2)]).toEqual([again, again, { event: "fail" }]);
  expect(missed(2, true)).toEqual(backOff(1));
  expect(afterFailure(repeating, attempt({ error: { ...busy, retryable: false } }), "running")).toEqual({
    event: "fail",
  });
});

test("an aborting run tries nothing again", () => {
  expect(afterFailure(step, attempt(), "aborting")).toEqual({ event: "fail" });
  expect(afterFailure(step, attempt({ missing: ["x"] }), "aborting")).toEqual({ event: "fail" });
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
