import { expect, test } from "vitest";
import { stepView } from "#lib/testing/step-views.ts";
import { newId } from "./ids.ts";
import { rerunReport } from "./count-rerun.ts";

const of = { runId: newId(), number: 3 };
const reused = { runId: of.runId, savedSeconds: 2, savedMicros: 500 };

test("counts what was taken over, what was begun anew, and what was saved; a map is one step", () => {
  const item = (index: number) => ({ item: { of: "m", index }, attempt: 1 });
  const steps = [
    stepView("a", { status: "succeeded", attempt: 1, reused }),
    stepView("b", { status: "running", attempt: 1 }),
    stepView("c"),
    stepView("m", { status: "succeeded", attempt: 1 }),
    stepView("m.0", { ...item(0), reused }),
    stepView("m.1", { ...item(1), reused }),
    stepView("undo-1", { attempt: 1, undoes: { callId: newId(), stepId: "b", says: "" } }),
  ];
  expect(rerunReport(of, steps)).toEqual({ of, reused: 2, redone: 1, savedSeconds: 6, savedMicros: 1500 });
  const half = steps.map((step) => (step.stepId === "m.1" ? { ...step, reused: null } : step));
  expect(rerunReport(of, half)).toMatchObject({ reused: 1, redone: 2, savedSeconds: 4 });
});
