import { expect, test } from "vitest";
import { testStep } from "#lib/testing/seed-run.ts";
import { stepView } from "#lib/testing/step-views.ts";
import { checksOf } from "./step-check-words.ts";

const step = testStep("a", {
  doneCondition: {
    required: [["report", "title"]],
    schema: {},
    expression: "output.n > 1",
    rubric: null,
    maxRepeats: 0,
  },
});
const attempt = (number: number, code: string | null) => ({
  attempt: number,
  status: code === null ? ("succeeded" as const) : ("failed" as const),
  workerId: null,
  startedAt: "2026-11-01T10:00:00.000Z",
  finishedAt: null,
  error: code === null ? null : { code, message: `It was ${code}.`, retryable: true },
});

test("a step that succeeded has passed what it asks, and says which attempts a check ended", () => {
  const attempts = [attempt(1, "incomplete"), attempt(2, "tool_failed"), attempt(3, null)];
  expect(checksOf(step, stepView("a", { status: "succeeded" }), attempts)).toEqual([
    { what: "Its done-condition, attempt 1", result: "failed", message: "It was incomplete." },
    { what: "“report.title” is there and not empty", result: "passed", message: null },
    { what: "The output fits the step's schema", result: "passed", message: null },
    { what: "It holds: output.n > 1", result: "passed", message: null },
    { what: "The policy of the workspace allows call and output", result: "passed", message: null },
  ]);
});

test("what has not ended, and what a person wrote instead, was not checked", () => {
  const open = (parts: Parameters<typeof stepView>[1]) =>
    checksOf(step, stepView("a", parts), []).every(({ result }) => result === "open");
  expect(open({ status: "running" })).toBe(true);
  expect(open({ status: "succeeded", corrected: { by: "Ann", at: "2026-11-01T10:00:00.000Z" } })).toBe(true);
});
