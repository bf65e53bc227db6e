import { expect, test } from "vitest";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { draftRequest } from "#lib/testing/planner-ports.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { builtInDrafter } from "./built-in-drafter.ts";
import type { DraftedStep } from "./drafted-step.ts";
import { analyseGoal } from "./goal/analyse-goal.ts";

const TODAY = "2026-11-23";
const GOAL = "Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000";
const FILES = [
  { name: "notes.md", content: "Only refills." },
  { name: "spend.csv", content: "channel,spend\nmail,3\n" },
];

async function draft(goal: string, attachments: typeof FILES): Promise<DraftedStep[]> {
  const analysis = analyseGoal(goal, TODAY);
  const source =
    analysis.explicitSteps.length > 0
      ? { kind: "explicit" as const }
      : { kind: "playbook" as const, playbookId: "marketing-strategy" };
  const steps: DraftedStep[] = [];
  for await (const one of builtInDrafter.draft(draftRequest({ analysis, today: TODAY, source, attachments })))
    if (one.kind === "step") steps.push(one.step);
  return steps;
}

test("files that came with a goal are read, written from and counted in", async () => {
  const steps = await draft(GOAL, FILES);
  const graph = {
    steps: steps.map(({ step }) => step),
    dependencies: steps.flatMap(({ step, dependsOn }) => dependsOn.map((from) => ({ from, to: step.id }))),
  };
  expect(validatePlan(graph, toolSpecs(), null).filter(({ severity }) => severity === "error")).toEqual([]);
  expect(steps[0]?.step).toMatchObject({
    id: "attached-files",
    args: { documents: { kind: "literal", value: ["notes.md"] } },
  });
  const texts = steps.filter(({ step }) => step.tool === "text.write");
  expect(texts.length).toBeGreaterThan(0);
  for (const { step } of texts) expect(JSON.stringify(step.args["material"])).toContain("attached-files");
  const figures = steps.filter(({ step }) => step.tool === "metrics.analyse");
  for (const { step } of figures)
    expect(step.args["document"]).toEqual({ kind: "literal", value: "spend.csv" });
});

test("without files, and where the goal spells out its steps, the plan is as it is", async () => {
  expect((await draft(GOAL, [])).some(({ step }) => step.id === "attached-files")).toBe(false);
  const explicit = await draft("Research refill shops, then draft a newsletter", FILES);
  expect(explicit).toHaveLength(2);
});
