import { expect, test } from "vitest";
import type { RunView } from "#lib/domain/view.ts";
import { stepView } from "#lib/testing/step-views.ts";
import { runTitle } from "./run-title.ts";

const running = {
  status: "running",
  stepsDone: 3,
  stepsTotal: 7,
  planTitle: "Launch",
  replan: null,
  held: false,
  editAsked: false,
  steps: [stepView("a", { status: "running" })],
  below: [],
} as const satisfies Partial<RunView>;
const title = (parts: Partial<Parameters<typeof runTitle>[0]> = {}) =>
  runTitle({ ...running, steps: [...running.steps], below: [], ...parts });
const waiting = (waitingFor: NonNullable<RunView["steps"][number]["waitingFor"]>) =>
  title({ steps: [...running.steps, stepView("b", { status: "waiting", waitingFor })] });

test("a run that goes on says how far it is, and first what it needs a person for", () => {
  expect(title()).toBe("3/7 · Launch · Planwright");
  expect(waiting("timer")).toBe("3/7 · Launch · Planwright");
  expect(waiting("approval")).toBe("Waiting for approval · 3/7 · Launch · Planwright");
  expect(waiting("answer")).toContain("Waiting for an answer · 3/7");
  expect(waiting("spend")).toContain("Stopped: spend cap · 3/7");
  expect(waiting("decision")).toContain("Outcome to decide · 3/7");
  expect(title({ editAsked: true })).toContain("Waiting for approval · 3/7");
});

test("a run below that waits counts, unless somebody has paused it", () => {
  const below = (status: RunView["status"], waits: string | null) =>
    title({ below: [{ runId: "", number: 2, planTitle: "", status, waitsFor: null, waits, seq: 1 }] });
  expect(below("running", "A request waits for a decision.")).toContain("A run below waits · 3/7");
  expect(below("running", null)).toMatch(/^3\/7/);
  expect(below("paused", "It was paused by itself.")).toMatch(/^3\/7/);
});

test("one that stands still says what for", () => {
  const steps = [stepView("b", { status: "waiting", waitingFor: "answer" })];
  expect(title({ status: "needs_attention", steps })).toBe("Waiting for an answer · Launch · Planwright");
  expect(title({ status: "succeeded" })).toMatch(/^Succeeded/);
});
