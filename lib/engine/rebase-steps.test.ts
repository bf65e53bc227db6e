import { expect, test } from "vitest";
import type { StepRunStatus } from "#lib/domain/run.ts";
import type { Step } from "#lib/domain/step.ts";
import { requires, PLAIN } from "#lib/domain/plain-step.ts";
import { rebaseSteps, type StandingStep } from "./rebase-steps.ts";

function step(id: string, changes: Partial<Step> = {}): Step {
  return {
    id,
    title: id,
    instruction: "",
    kind: "tool",
    tool: "t",
    args: {},
    timeoutSeconds: 10,
    retry: { maxAttempts: 1, backoffSeconds: 0 },
    fallbacks: [],
    doneCondition: requires(),
    optional: false,
    ...PLAIN,
    ...changes,
  };
}
const standing = (id: string, status: StepRunStatus, waitingFor: string | null = null): StandingStep => ({
  step: step(id),
  status,
  waitingFor,
});
const chain = (...ids: string[]) => ids.slice(1).map((to, i) => ({ from: ids[i] ?? "", to }));

test("keeps what is done or running, restarts what changed, adds and drops", () => {
  const rebase = rebaseSteps(
    [standing("a", "succeeded"), standing("b", "running"), standing("c", "failed"), standing("d", "blocked")],
    {
      steps: [step("a"), step("b"), step("c", { tool: "other" }), step("e")],
      dependencies: [...chain("a", "b", "e"), { from: "a", to: "c" }],
    },
  );
  expect(rebase).toEqual({
    kept: [
      { stepId: "a", pending: 0 },
      { stepId: "b", pending: 0 },
    ],
    fresh: [
      { step: step("c", { tool: "other" }), status: "ready", pending: 0 },
      { step: step("e"), status: "blocked", pending: 1 },
    ],
    dropped: ["d"],
  });
});

test("an untouched failed step stays failed", () => {
  const rebase = rebaseSteps([standing("a", "failed")], { steps: [step("a"), step("b")], dependencies: [] });
  expect(rebase).toMatchObject({ kept: [{ stepId: "a" }], fresh: [{ status: "ready" }] });
});

test("a ready step that gets a new dependency is blocked again", () => {
  const rebase = rebaseSteps([standing("b", "ready")], {
    steps: [step("a"), step("b")],
    dependencies: chain("a", "b"),
  });
  expect(rebase).toMatchObject({ fresh: [{ status: "ready" }, { status: "blocked", pending: 1 }] });
});

test("a backing-off step keeps its timer unless it must wait for something new", () => {
  const before = [standing("b", "waiting", "timer")];
  expect(rebaseSteps(before, { steps: [step("b")], dependencies: [] })).toMatchObject({
    kept: [{ stepId: "b" }],
  });
  expect(rebaseSteps(before, { steps: [step("a"), step("b")], dependencies: chain("a", "b") })).toMatchObject(
    {
      fresh: [{ status: "ready" }, { status: "blocked" }],
    },
  );
});

test("refuses to change or drop what has begun", () => {
  for (const [status, words] of [
    ["running", "is running"],
    ["succeeded", "is done"],
    ["skipped", "is done"],
  ] as const) {
    expect(rebaseSteps([standing("a", status)], { steps: [], dependencies: [] })).toEqual({
      locked: [{ stepId: "a", message: `“a” ${words} by now, so it can no longer be dropped.` }],
    });
    const changed = { steps: [step("a", { title: "Other" })], dependencies: [] };
    expect(rebaseSteps([standing("a", status)], changed)).toHaveProperty("locked");
  }
  const undecided = [standing("a", "waiting", "decision")];
  expect(rebaseSteps(undecided, { steps: [], dependencies: [] })).toHaveProperty("locked");
});

test("a failed step that gets a new dependency waits for it, instead of being tried again without it", () => {
  const after = { steps: [step("a"), step("b")], dependencies: chain("a", "b") };
  expect(rebaseSteps([standing("b", "failed")], after)).toMatchObject({
    kept: [],
    fresh: [{ status: "ready" }, { status: "blocked", pending: 1 }],
  });
});

test("refuses to put something before what has begun; what was skipped does not mind", () => {
  const after = { steps: [step("a"), step("b")], dependencies: chain("a", "b") };
  for (const row of [
    standing("b", "running"),
    standing("b", "succeeded"),
    standing("b", "waiting", "decision"),
  ])
    expect(rebaseSteps([row], after)).toHaveProperty("locked");
  expect(rebaseSteps([standing("b", "skipped")], after)).toMatchObject({ kept: [{ stepId: "b" }] });
});
