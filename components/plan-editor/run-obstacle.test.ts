import { expect, test } from "vitest";
import { NOTHING_KNOWN } from "#lib/domain/known-uses.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { PlanView } from "#lib/domain/view.ts";
import { makeStep } from "./new-step.ts";
import { runObstacle } from "./run-obstacle.ts";

const plan: PlanView = {
  id: "0".repeat(26),
  title: "Strategy",
  goal: "A strategy",
  status: "draft",
  message: null,
  analysis: null,
  choice: null,
  questions: null,
  attachments: [],
  report: null,
  rev: 1,
  graph: { steps: [], dependencies: [] },
  versions: [],
  runs: [],
  equipment: { checker: false, executor: false },
  estimateBasis: NOTHING_KNOWN,
  seq: 1,
};
const graph = { steps: [makeStep(null)], dependencies: [] };
const finding: Finding = {
  severity: "error",
  rule: "x",
  stepId: null,
  field: null,
  message: "No.",
  fix: null,
};

test("a valid, saved or unsaved draft can run", () => {
  for (const saveState of ["saved", "unsaved", "saving"] as const) {
    expect(
      runObstacle({
        plan,
        graph,
        findings: [{ ...finding, severity: "warning" }],
        saveState,
        saveMessage: null,
      }),
    ).toBeNull();
  }
});

test("what stands in the way is said", () => {
  const state = { plan, graph, findings: [], saveState: "saved" as const, saveMessage: null };
  expect(runObstacle({ ...state, plan: { ...plan, status: "planning" } })).toMatch(/planner/);
  expect(runObstacle({ ...state, plan: { ...plan, status: "choosing" } })).toMatch(/Choose/);
  expect(runObstacle({ ...state, plan: { ...plan, status: "clarifying" } })).toMatch(/Answer/);
  expect(runObstacle({ ...state, graph: { steps: [], dependencies: [] } })).toMatch(/Add a step/);
  expect(runObstacle({ ...state, findings: [finding, finding] })).toBe("Fix 2 problems first: No.");
  expect(runObstacle({ ...state, saveState: "offline" })).toMatch(/reached/);
  expect(runObstacle({ ...state, saveState: "signed_out" })).toMatch(/signed out/);
  for (const saveState of ["failing", "refused"] as const) {
    const saveMessage = "The server says why.";
    expect(runObstacle({ ...state, saveState, saveMessage })).toBe(
      "The last edits could not be saved: The server says why.",
    );
  }
});
