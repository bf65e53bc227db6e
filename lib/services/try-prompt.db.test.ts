import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { LLMock } from "@copilotkit/aimock";
import { DomainError } from "#lib/domain/errors.ts";
import { newId } from "#lib/domain/ids.ts";
import type { ModelSpend } from "#lib/domain/model.ts";
import { searchStep } from "#lib/testing/drive-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { MODELS, startFakeModels } from "#lib/testing/fake-models.ts";
import { step } from "#lib/testing/hostile-answers.ts";
import { newMember } from "#lib/testing/members.ts";
import { contentsOf } from "#lib/testing/owned-things.ts";
import { seedPlan, testGraph } from "#lib/testing/seed-run.ts";
import type { ServiceContext } from "./context.ts";
import type { TryRequest } from "./prompts/try-planning.ts";
import { saveModelConnection } from "./save-model-connection.ts";
import { saveModelProfile } from "./save-model-profile.ts";
import { savePrompt } from "./save-prompt.ts";
import { tryPrompt } from "./try-prompt.ts";

const { prisma: db, url } = await testDb();

let mock: LLMock;
beforeAll(async () => {
  vi.stubEnv("DATABASE_URL", url);
  mock = await startFakeModels();
});
beforeEach(() => {
  mock.reset();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await mock.stop();
});

async function refusalOf(work: Promise<unknown>): Promise<DomainError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}

async function memberWithPlan() {
  const member = await newMember(db);
  const graph = testGraph([searchStep("a"), searchStep("b")], ["a>b"]);
  return { ...member, planId: await seedPlan(db, member.workspaceId, graph) };
}

async function connectPlanner(ctx: ServiceContext): Promise<void> {
  const { id } = await saveModelConnection({
    ctx,
    input: { id: null, name: "Local", kind: "compatible", baseUrl: `${mock.url}/v1`, apiKey: null },
  });
  const choices = [{ connectionId: id, model: MODELS.compatible }];
  await saveModelProfile({ ctx, input: { role: "planner", choices } });
}

const nothing: ModelSpend = {
  usage: { inputTokens: 1, cachedTokens: null, outputTokens: 2, reasoningTokens: null },
  costMicros: 3,
};

test("the planner gets the goal and the prompt; its steps stand beside the plan's, and nothing changes", async () => {
  const { ctx, workspaceId, planId } = await memberWithPlan();
  await savePrompt({ ctx, input: { name: "plan.draft", text: "Plan briefly.", note: "" } });
  const before = await contentsOf(db, workspaceId);
  const { goal } = await db.plan.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: planId } },
  });
  const asked: TryRequest[] = [];
  const tried = {
    steps: [{ id: "one", title: "Look", tool: "web.search", dependsOn: [] }],
    findings: [],
    said: null,
    spend: nothing,
    model: "Local · m",
    seconds: 1.5,
  };
  const means = {
    tryPlanning: (request: TryRequest) => {
      asked.push(request);
      return Promise.resolve(tried);
    },
    timeoutMs: 60_000,
  };
  const run = (wish: { version?: number; text?: string }) =>
    tryPrompt({ ctx, input: { name: "plan.draft", planId, ...wish }, means });
  const trial = await run({ version: 1 });
  expect(trial.tried).toEqual(tried);
  expect(trial.present).toMatchObject([
    { id: "a", dependsOn: [] },
    { id: "b", dependsOn: ["a"] },
  ]);
  await run({ text: "Not saved" });
  await run({ version: 0 });
  expect(asked.map(({ prompt }) => [prompt.version, prompt.text.slice(0, 13)])).toEqual([
    [1, "Plan briefly."],
    [2, "Not saved"],
    [0, "You are a pla"],
  ]);
  expect(asked[0]).toMatchObject({
    workspaceId,
    planId,
    goal,
    today: expect.stringMatching(/^\d{4}-/) as string,
  });
  expect(await contentsOf(db, workspaceId)).toBe(before);
});

test("what cannot be tried is refused before anything is asked", async () => {
  const { ctx, planId } = await memberWithPlan();
  const means = { tryPlanning: () => Promise.reject(new Error("It was asked.")), timeoutMs: 60_000 };
  const refused = (input: Parameters<typeof tryPrompt>[0]["input"]) =>
    refusalOf(tryPrompt({ ctx, input, means }));
  const name = "plan.draft" as const;
  expect(await refused({ name: "step.write", version: 0, planId })).toMatchObject({
    code: "invalid",
    message: "Only the prompts of the planner and the chat can be tried.",
  });
  expect((await refused({ name, version: 7, planId })).code).toBe("not_found");
  expect((await refused({ name, version: 0, planId: newId() })).code).toBe("not_found");
  expect((await refused({ name, text: " ", planId })).message).toBe("The text is empty.");
  expect((await refused({ name, planId })).code).toBe("invalid");
  expect((await refused({ name, planId, version: 0, text: "Both" })).code).toBe("invalid");
});

test("a planner that takes too long is stopped and the person told", async () => {
  const { ctx, planId } = await memberWithPlan();
  const means = {
    tryPlanning: ({ signal }: TryRequest) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      }),
    timeoutMs: 20,
  };
  const refusal = await refusalOf(
    tryPrompt({ ctx, input: { name: "plan.draft", version: 0, planId }, means }),
  );
  expect(refusal.code).toBe("unavailable");
  expect(refusal.message).toContain("did not answer within 0.02 s");
});

test("one that nobody waits for any more is ended", async () => {
  const { ctx, planId } = await memberWithPlan();
  const gone = new AbortController();
  const means = {
    tryPlanning: ({ signal }: TryRequest) => {
      gone.abort(new Error("the page was left"));
      signal.throwIfAborted();
      return Promise.reject(new Error("It was not ended."));
    },
    timeoutMs: 60_000,
  };
  const input = { name: "plan.draft" as const, version: 0, planId };
  await expect(tryPrompt({ ctx, input, means, signal: gone.signal })).rejects.toThrow("the page was left");
});

test("the chat's prompt is tried with a message, and shows the plan with what it proposes", async () => {
  const { ctx, workspaceId, planId } = await memberWithPlan();
  const input = { name: "chat.edit" as const, text: "Edit like a sailor.", planId };
  expect(await refusalOf(tryPrompt({ ctx, input }))).toMatchObject({
    code: "invalid",
    issues: [{ path: ["message"] }],
  });
  const asked = { ...input, message: "remove b" };
  expect((await refusalOf(tryPrompt({ ctx, input: asked }))).message).toContain("No planner model");
  await connectPlanner(ctx);
  const operations = [{ op: "remove", stepId: "b", quote: "remove b" }];
  mock.onMessage(/./s, {
    content: JSON.stringify({ understood: true, reply: "It goes.", operations }),
    usage: { prompt_tokens: 400, completion_tokens: 50 },
  });
  const before = await contentsOf(db, workspaceId);
  const { tried, present } = await tryPrompt({ ctx, input: asked });
  expect(JSON.stringify(mock.getRequests()[0]?.body)).toContain("Edit like a sailor.");
  expect(tried).toMatchObject({
    steps: [{ id: "a" }],
    said: expect.stringContaining("It goes.") as string,
    spend: { usage: { inputTokens: 400, outputTokens: 50 } },
  });
  expect(present.map(({ id }) => id)).toEqual(["a", "b"]);
  expect(await db.modelCall.findMany({ where: { workspaceId } })).toMatchObject([{ purpose: "chat.edit" }]);
  await db.modelCall.deleteMany({ where: { workspaceId } });
  expect(await contentsOf(db, workspaceId)).toBe(before);

  mock.reset();
  mock.onMessage(/./s, { error: { message: "no" }, status: 401 });
  expect(await refusalOf(tryPrompt({ ctx, input: asked }))).toMatchObject({ code: "unavailable" });
});

test("without a planner model it says what to do", async () => {
  const { ctx, planId } = await memberWithPlan();
  const refusal = await refusalOf(tryPrompt({ ctx, input: { name: "plan.draft", version: 0, planId } }));
  expect(refusal).toMatchObject({ code: "unavailable" });
  expect(refusal.message).toContain("No planner model is connected.");
});

test("the planner itself plans with the prompt tried and keeps nothing; the other prompts are the active ones", async () => {
  const { ctx, workspaceId, planId } = await memberWithPlan();
  await connectPlanner(ctx);
  const plan = { assumptions: [], steps: [step("a"), step("b", { dependsOn: ["a"] })] };
  mock.onMessage(/./s, {
    content: JSON.stringify(plan),
    usage: { prompt_tokens: 400, completion_tokens: 50 },
  });
  const before = await contentsOf(db, workspaceId);
  const { tried } = await tryPrompt({
    ctx,
    input: { name: "plan.draft", text: "Plan like a sailor.", planId },
  });
  expect(mock.getRequests()).toHaveLength(1);
  expect(JSON.stringify(mock.getRequests()[0]?.body)).toContain("Plan like a sailor.");
  expect(tried.steps).toMatchObject([
    { id: "a", tool: "knowledge.search", dependsOn: [] },
    { id: "b", tool: "knowledge.search", dependsOn: ["a"] },
  ]);
  expect(tried).toMatchObject({
    model: `Local · ${MODELS.compatible}`,
    spend: { usage: { inputTokens: 400, outputTokens: 50 }, costMicros: null },
  });
  expect(await db.modelCall.findMany({ where: { workspaceId } })).toMatchObject([
    { purpose: "plan.draft", role: "planner", planId, runId: null, failure: null },
  ]);
  await db.modelCall.deleteMany({ where: { workspaceId } });
  expect(await contentsOf(db, workspaceId)).toBe(before);
});

test("a prompt for questions is tried with them", async () => {
  const { ctx, planId } = await memberWithPlan();
  await connectPlanner(ctx);
  const questions = [{ question: "How many?", default: "Ten", why: "size" }];
  mock.onMessage(/./s, { content: JSON.stringify({ questions, assumptions: [], steps: [step("a")] }) });
  const { tried } = await tryPrompt({ ctx, input: { name: "plan.understand", text: "Ask kindly.", planId } });
  expect(tried.findings).toMatchObject([
    { rule: "question", message: "It asks: How many? (otherwise: Ten)" },
  ]);
  expect(JSON.stringify(mock.getRequests()[0]?.body)).toContain("Ask kindly.");
});

test("a model that answers something else is told of, not shown", async () => {
  const { ctx, planId } = await memberWithPlan();
  await connectPlanner(ctx);
  mock.onMessage(/./s, { content: "Ducks are nice." });
  const refusal = await refusalOf(tryPrompt({ ctx, input: { name: "plan.draft", version: 0, planId } }));
  expect(refusal.code).toBe("unavailable");
  mock.reset();
  mock.onMessage(/./s, {
    content: JSON.stringify({ assumptions: [], steps: [], refusal: "It would do harm." }),
  });
  const { tried } = await tryPrompt({ ctx, input: { name: "plan.draft", version: 0, planId } });
  expect(tried.findings).toMatchObject([
    { rule: "refused", message: expect.stringContaining("harm") as string },
  ]);
});
