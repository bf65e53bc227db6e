import { expect, test } from "vitest";
import { Policy } from "#lib/domain/policy.ts";
import { builtInPrompt } from "#lib/models/prompts/built-in-prompts.ts";
import { ModelError, type Models } from "#lib/models/port.ts";
import { NO_SPEND } from "#lib/models/spend.ts";
import { NO_MODELS } from "#lib/models/no-models.ts";
import { FakeModels } from "#lib/testing/scripted-models.ts";
import { testStep } from "#lib/testing/seed-run.ts";
import { outputGuardOf } from "./output-guard.ts";

const guard = (models: Models, prohibited: object) =>
  outputGuardOf({
    policy: () => Promise.resolve(Policy.parse({ prohibited })),
    ownSecrets: () => Promise.resolve([]),
    asking: () => Promise.resolve({ models, prompt: builtInPrompt }),
    signal: new AbortController().signal,
  });
const about = { step: testStep("copy", { title: "Draft the copy" }), goal: null };
const medical = { categories: ["medical advice"] };
const BAD = { holds: false, missing: ["It says how much to take, in the second line."] };

test("a category that must not occur is judged by the checker model, and stops the output", async () => {
  const models = new FakeModels(BAD, { holds: true, missing: [] });
  const look = guard(models, medical);
  expect(await look({ text: "Take two a day." }, about)).toMatchObject({
    passes: false,
    answer: "fall_back",
    error: { code: "prohibited", message: expect.stringContaining("medical advice") as string },
  });
  expect(JSON.stringify(models.asked)).toContain(
    "None of this occurs in it, in whatever words: medical advice.",
  );
  expect(await look({ text: "Solar panels sell well." }, about)).toMatchObject({ passes: true, notes: [] });
});

test("a workspace that only wants to be told is told", async () => {
  const look = guard(new FakeModels(BAD), { ...medical, answer: "warn" });
  const { passes, notes } = await look({ text: "Take two a day." }, about);
  expect(passes).toBe(true);
  expect(notes).toEqual([expect.stringContaining("It says how much to take")]);
});

test("without a checker model it is said that nobody looked", async () => {
  const { passes, notes } = await guard(NO_MODELS.models, medical)({ text: "Take two a day." }, about);
  expect(passes).toBe(true);
  expect(notes).toEqual([
    "Nobody looked for medical advice in what “Draft the copy” gave: no checker model is configured.",
  ]);
});

test("a model that cannot judge lets nothing through", async () => {
  const failing = new FakeModels(new ModelError("unavailable", "It is down.", { spend: NO_SPEND }));
  expect(await guard(failing, medical)({ text: "Take two a day." }, about)).toMatchObject({
    passes: false,
    error: { code: "not_judged", retryable: true },
  });
});

test("what has no text, and a policy without categories, asks nobody", async () => {
  const models = new FakeModels(BAD);
  expect(await guard(models, medical)({ count: 3 }, about)).toMatchObject({ passes: true });
  expect(await guard(models, {})({ text: "Take two a day." }, about)).toMatchObject({ passes: true });
  expect(models.asked).toEqual([]);
});
