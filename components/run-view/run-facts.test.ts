import { expect, test } from "vitest";
import { z } from "zod";
import type { StepRunView } from "#lib/domain/run.ts";
import { makeStep } from "#lib/testing/arbitrary-plan.ts";
import { stepView } from "#lib/testing/step-views.ts";
import { toolSpec } from "#lib/testing/tool-spec.ts";
import { abortConsequences } from "./run-facts.ts";

const steps = [
  makeStep("letter", { title: "Send the letter" }),
  makeStep("each", { title: "Tell each shop" }),
];
const tools = [
  toolSpec("web.read", z.object({}), z.string()),
  toolSpec("mail.send", z.object({}), z.string(), { sideEffect: "once" }),
];
const said = (states: StepRunView[], versionNumber = 1) =>
  abortConsequences(
    { graph: { steps, dependencies: [] }, steps: states, firstVersion: 1, versionNumber },
    tools,
  ).slice(1);
const did = (stepId: string, tool: string, parts: Partial<StepRunView> = {}) =>
  stepView(stepId, { status: "succeeded", attempt: 1, tool, ...parts });
const shop = (index: number) => did(`each.${index}`, "mail.send", { item: { of: "each", index } });

const outside = (names: string) =>
  `What these did outside stays done: ${names}. What can be undone is offered afterwards.`;

test("what only read has changed nothing outside", () => {
  expect(said([did("letter", "web.read")])).toEqual(["Nothing outside Planwright was changed."]);
});

test("a tool that is there no more is not said to have changed nothing", () => {
  expect(said([did("letter", "shop.order")])).toEqual([outside("Send the letter")]);
});

test("a map is named once, by its title, and not each of its items", () => {
  expect(said([did("letter", "mail.send"), shop(0), shop(1)])).toEqual([
    outside("Send the letter, Tell each shop"),
  ]);
});

test("of steps that an edit or a replan took out of the plan it is said that what they did stays", () => {
  const left = "What was done by steps that the plan has no more stays done as well.";
  expect(said([did("letter", "web.read")], 2)).toEqual([
    "None of the plan's steps has changed anything outside Planwright.",
    left,
  ]);
  expect(said([did("letter", "mail.send")], 2)).toEqual([outside("Send the letter"), left]);
});
