import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { LLMock } from "@copilotkit/aimock";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import type { StepRunStatus } from "#lib/domain/run.ts";
import { createModels } from "#lib/models/create-models.ts";
import { NO_MODELS } from "#lib/models/no-models.ts";
import { builtInPrompt } from "#lib/models/prompts/built-in-prompts.ts";
import { spendCap } from "#lib/models/spend-cap.ts";
import { searchStep } from "#lib/testing/drive-run.ts";
import { askingMeans, choiceAt, startFakeModels } from "#lib/testing/fake-models.ts";
import { testGraph } from "#lib/testing/seed-run.ts";
import { stepView } from "#lib/testing/step-views.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { workOutReplan, type ReplanRequest } from "../propose-replan.ts";

let mock: LLMock;
beforeAll(async () => {
  mock = await startFakeModels();
});
beforeEach(() => {
  mock.reset();
});
afterAll(async () => mock.stop());

const graph = testGraph(
  ["done", "broken", "next", "last"].map((id) => searchStep(id)),
  ["done>broken", "broken>next", "next>last"],
);
const STATES: Record<string, StepRunStatus> = {
  done: "succeeded",
  broken: "failed",
  next: "blocked",
  last: "blocked",
};
const request: ReplanRequest = {
  graph,
  steps: graph.steps.map(({ id }) =>
    stepView(id, {
      status: STATES[id] ?? "blocked",
      attempt: id === "done" || id === "broken" ? 1 : 0,
      error:
        id === "broken" ? { code: "nothing_found", message: "Nothing was found.", retryable: false } : null,
    }),
  ),
  tools: toolSpecs(),
  goal: null,
  note: "",
  today: "2026-11-23",
};

function access(cap = spendCap(null)) {
  const choices = [choiceAt(mock.url, "openai")];
  const models = createModels(
    { planner: choices, executor: [], checker: [], embedding: [] },
    { ...askingMeans(), mostTries: 1 },
  );
  return { models, prompt: builtInPrompt, cap };
}

const { signal } = new AbortController();
const reply = (operations: unknown[], more: Record<string, unknown> = {}) =>
  JSON.stringify({
    diagnosis: "The search found nothing.",
    choice: "fall_back",
    reply: "I look elsewhere.",
    operations,
    ...more,
  });
const update = (stepId: string, changes: Record<string, unknown>) => ({
  op: "update",
  stepId,
  quote: "it failed",
  title: null,
  instruction: null,
  tool: null,
  args: null,
  optional: null,
  timeoutSeconds: null,
  ...changes,
});
const remove = (stepId: string) => ({ op: "remove", stepId, quote: "no longer needed" });
const webSearch = update("broken", { tool: "web.search", args: [{ name: "query", value: '"bakeries"' }] });

/** Whatever came of it: what has begun or is done stays as it is. */
function after(patch: Awaited<ReturnType<typeof workOutReplan>>["patch"]) {
  const outcome = applyPatch(graph, patch ?? []);
  if (!outcome.ok) throw new Error("The patch does not apply.");
  expect(outcome.graph.steps.find(({ id }) => id === "done")).toEqual(graph.steps[0]);
  return outcome.graph;
}

test("a failed step gets another tool; new tools are named; what was told and what it took are kept", async () => {
  mock.onMessage(/./s, { content: reply([webSearch]), usage: { input_tokens: 1_000, output_tokens: 100 } });
  const replan = await workOutReplan(request, access(), signal);
  expect(after(replan.patch).steps.find(({ id }) => id === "broken")).toMatchObject({ tool: "web.search" });
  expect(replan).toMatchObject({
    answeredBy: "gpt-4.1-mini (openai)",
    spend: { usage: { inputTokens: 1_000 } },
  });
  expect(replan.explanation).toContain("The search found nothing. I look elsewhere.");
  expect(replan.explanation).toContain("It uses web.search, which this run did not have before");
  const asked = JSON.stringify(mock.getLastRequest()?.body);
  expect(asked).toContain("Nothing was found.");
  expect(asked).toContain("knowledge.search");
});

test.each([
  ["retry", "Retry the step."],
  ["ask", "The planner asks you."],
  ["give_up", "The planner sees no way on."],
])("%s without operations is advice and changes nothing", async (choice, words) => {
  mock.onMessage(/./s, { content: reply([], { choice }) });
  const replan = await workOutReplan(request, access(), signal);
  expect(replan.patch).toBeNull();
  expect(replan.explanation).toContain(words);
});

test("what does not fit goes back to the model", async () => {
  mock.onMessage(/cannot be done as it is.*ghost/s, { content: reply([remove("last")]) });
  mock.onMessage(/./s, { content: reply([remove("ghost")]) });
  const replan = await workOutReplan(request, access(), signal);
  expect(after(replan.patch).steps.map(({ id }) => id)).toEqual(["done", "broken", "next"]);
});

describe("hostile answers change nothing that has happened, and nothing at all when they stay wrong", () => {
  test.each([
    ["removes a finished step", [remove("done")]],
    ["renames a finished step", [update("done", { title: "Never happened" })]],
    ["puts a step before a finished one", [{ op: "connect", from: "last", to: "done", quote: "x" }]],
    ["closes a circle", [{ op: "connect", from: "last", to: "broken", quote: "x" }]],
    ["uses an unknown tool", [update("broken", { tool: "shell.exec", args: [] })]],
    ["names steps that do not exist", [remove("ghost"), update("spirit", { title: "x" })]],
    [
      "reads what comes later",
      [update("broken", { args: [{ name: "query", value: '{"from":"last","path":[]}' }] })],
    ],
    ["changes one step well and a finished one", [webSearch, remove("done")]],
  ])("one that %s", async (_name, operations) => {
    mock.onMessage(/./s, { content: reply(operations) });
    const replan = await workOutReplan(request, access(), signal);
    expect(replan.patch).toBeNull();
    expect(replan.explanation).toContain("refused");
    expect(mock.getRequests()).toHaveLength(3);
  });
});

test("without a model, and when it cannot answer, the built-in planner proposes and says so", async () => {
  const alone = await workOutReplan({ ...request, note: "remove last" }, NO_MODELS, signal);
  expect(alone).toMatchObject({ answeredBy: null, spend: null });
  expect(after(alone.patch).steps).toHaveLength(3);
  mock.onMessage(/./s, { error: { message: "no" }, status: 401 });
  const fallen = await workOutReplan({ ...request, note: "remove last" }, access(), signal);
  expect(after(fallen.patch).steps).toHaveLength(3);
  expect(fallen.explanation).toContain("so the built-in planner did");
});
