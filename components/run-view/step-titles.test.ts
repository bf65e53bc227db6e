import { expect, test } from "vitest";
import { makeStep } from "#lib/testing/arbitrary-plan.ts";
import { stepView } from "#lib/testing/step-views.ts";
import { openableSteps, stepTitles } from "./step-titles.ts";

const graph = { steps: [makeStep("each", { title: "Each shop" })], dependencies: [] };
const steps = [
  stepView("each"),
  stepView("each.1", { item: { of: "each", index: 1 } }),
  stepView("undo-1", { undoes: { callId: "0".repeat(26), stepId: "gone", says: "Deletes it." } }),
];

test("a step that the plan has no more keeps its title, also where another undoes it", () => {
  const title = stepTitles(graph, null, steps, { gone: "Send the letter", each: "An old title" });
  expect(["each", "each.1", "gone", "gone.0", "undo-1", "unheard-of"].map(title)).toEqual([
    "Each shop",
    "Each shop, item 2",
    "Send the letter",
    "Send the letter, item 1",
    "Undo: Send the letter",
    "unheard-of",
  ]);
});

test("what the plan has no place for cannot be opened", () => {
  expect([...openableSteps({ graph, steps })]).toEqual(["each", "each.1"]);
});
