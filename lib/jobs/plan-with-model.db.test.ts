import { expect, test, vi } from "vitest";
import { createLogger } from "#lib/config/logger.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { readEvents } from "#lib/events/read.ts";
import { answerQuestions } from "#lib/services/answer-questions.ts";
import { createPlan, type CreatePlanInput } from "#lib/services/create-plan.ts";
import { getPlan } from "#lib/services/get-plan.ts";
import { planTopic } from "#lib/services/plans/plan-keys.ts";
import { saveModelConnection } from "#lib/services/save-model-connection.ts";
import { saveModelProfile } from "#lib/services/save-model-profile.ts";
import { savePatches } from "#lib/services/save-patches.ts";
import { startPlanning } from "#lib/services/start-planning.ts";
import { stopPlanning } from "#lib/services/stop-planning.ts";
import { testDb } from "#lib/testing/database.ts";
import { MODELS } from "#lib/testing/fake-models.ts";
import { fileModelsOf } from "#lib/testing/file-models.ts";
import { step } from "#lib/testing/hostile-answers.ts";
import { newMember } from "#lib/testing/members.ts";
import { testStep } from "#lib/testing/seed-run.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import type { z } from "zod";
import { planGoalJob } from "./plan-goal.ts";

const { prisma, pool, url } = await testDb();
const deps = { db: prisma, pool, log: createLogger("test") };
const once = { job: { id: "1", attempts: 1 } };
const GOAL = "Find a bakery for our breakfast meetings in Lisbon";
const STEPS = [step("find"), step("prices"), step("reviews", { dependsOn: ["find"] })];
const ANSWER = JSON.stringify({ assumptions: ["Weekdays only."], steps: STEPS });
const usage = { input_tokens: 1_000, output_tokens: 500 };

const mock = await fileModelsOf(url);

async function plan(input: Partial<z.input<typeof CreatePlanInput>> = {}) {
  const member = await newMember(prisma);
  const { ctx, workspaceId } = member;
  const connection = {
    id: null,
    name: "Ours",
    kind: "openai" as const,
    baseUrl: `${mock.url}/v1`,
    apiKey: "sk-1234567890",
  };
  const { id } = await saveModelConnection({ ctx, input: connection });
  await saveModelProfile({
    ctx,
    input: { role: "planner", choices: [{ connectionId: id, model: MODELS.openai }] },
  });
  const { planId } = await createPlan({ ctx, input: { goal: GOAL, ...input } });
  const payload = { workspaceId, planId, choice: null, answers: null };
  const view = () => getPlan({ ctx, input: { planId } });
  const events = async () =>
    (await readEvents(prisma, workspaceId, { [planTopic(planId)]: 0 }, 1_000)).map(({ body }) => body);
  return { ...member, planId, payload, view, events };
}

test("a plan of a model is kept with who made it, what that took, and each call", async () => {
  mock.onMessage(/./s, { content: ANSWER, usage }, { chunkSize: 15 });
  const { payload, view, workspaceId, planId } = await plan();
  await planGoalJob(deps, payload, once);
  const done = await view();
  expect(done).toMatchObject({ status: "draft", rev: 3 });
  expect(validatePlan(done.graph, toolSpecs(), done.analysis)).toEqual([]);
  expect(done.report).toMatchObject({
    planner: "Model planner",
    model: { provider: "Ours", name: MODELS.openai },
    spend: { usage: { inputTokens: 1_000, outputTokens: 500 }, costMicros: 1_200 },
    assumptions: ["Weekdays only."],
  });
  expect(done.report?.seconds).toBeGreaterThan(0);
  const calls = await prisma.modelCall.findMany({ where: { workspaceId } });
  expect(calls).toMatchObject([{ purpose: "plan.draft", planId, costMicros: 1_200n, failure: null }]);
  const author = await prisma.draftPatch.findFirstOrThrow({ where: { planId }, select: { author: true } });
  expect(author.author).toEqual({ kind: "planner", name: "Model planner" });
});

test("a job that died in the middle of a draft leaves nothing of it in the next one", async () => {
  const first = JSON.stringify({
    assumptions: [],
    steps: [step("old-one"), step("old-two"), step("old-three")],
  });
  mock.onMessage(/./s, { content: first }, { chunkSize: 40, streamingProfile: { ttft: 1, tps: 60 } });
  const { payload, view } = await plan();
  const stop = new AbortController();
  const begin = (work: never) => prisma.$transaction(work);
  const watching = new Proxy(prisma, {
    get: (target, name) => {
      if (name !== "$transaction") return Reflect.get(target, name) as unknown;
      return async (work: never) => {
        const result: unknown = await begin(work);
        if ((await view()).graph.steps.length > 0) stop.abort(new Error("the worker stops"));
        return result;
      };
    },
  });
  await expect(
    planGoalJob({ ...deps, db: watching }, payload, { ...once, abortSignal: stop.signal }),
  ).rejects.toThrow();
  expect((await view()).graph.steps[0]?.id).toBe("old-one");
  mock.reset();
  mock.onMessage(/./s, { content: ANSWER });
  await planGoalJob(deps, payload, { job: { id: "1", attempts: 2 } });
  const done = await view();
  expect(done.status).toBe("draft");
  expect(done.graph.steps.map(({ id }) => id)).toEqual(["find", "prices", "reviews"]);
});

test("planning is stopped while the model writes, and begun anew; what a person added is undone by it, not lost", async () => {
  const endless = `{"assumptions":[],"steps":[${JSON.stringify(step("first"))},${" ".repeat(2_000)}`;
  mock.onMessage(/./s, { content: endless }, { chunkSize: 40, streamingProfile: { ttft: 1, tps: 20 } });
  const { ctx, planId, payload, view, events } = await plan();
  const working = planGoalJob(deps, payload, once);
  await vi.waitUntil(async () => (await view()).graph.steps.length > 0, { timeout: 20_000, interval: 20 });
  await stopPlanning({ ctx, input: { planId } });
  await working;
  expect(await view()).toMatchObject({ status: "stopped" });
  await expect(stopPlanning({ ctx, input: { planId } })).rejects.toMatchObject({ code: "conflict" });
  const mine = [{ op: "add" as const, step: testStep("mine"), after: null, dependencies: [] }];
  const { rev } = await view();
  await savePatches({ ctx, input: { planId, baseRev: rev, patches: [{ key: "mine", patch: mine }] } });

  mock.reset();
  mock.onMessage(/./s, { content: ANSWER });
  await startPlanning({ ctx, input: { planId, builtIn: false } });
  await expect(startPlanning({ ctx, input: { planId, builtIn: false } })).rejects.toMatchObject({
    code: "conflict",
  });
  // The job before it comes once more, late.
  await planGoalJob(deps, payload, once);
  const done = await view();
  expect(done).toMatchObject({ status: "draft" });
  expect(done.graph.steps.map(({ id }) => id)).toEqual(["find", "prices", "reviews"]);
  const cleared = (await events()).filter(
    (body) => body.type === "plan.patched" && body.patch.every(({ op }) => op === "remove"),
  );
  expect(cleared).toHaveLength(1);
});

test("a refusal fails the plan in the model's words; the built-in planner can still be asked", async () => {
  mock.onMessage(/./s, { content: '{"refusal":"Not this.","assumptions":[],"steps":[]}' });
  const { ctx, planId, payload, view } = await plan();
  await planGoalJob(deps, payload, once);
  expect(await view()).toMatchObject({
    status: "failed",
    message: expect.stringContaining("Not this.") as string,
  });
  await startPlanning({ ctx, input: { planId, builtIn: true } });
  await planGoalJob(deps, payload, once);
  expect((await view()).report).toMatchObject({ planner: "Built-in planner", trouble: [] });
  expect(mock.getRequests()).toHaveLength(1);
});

test("questions wait for the person, once, and their answers reach the model", async () => {
  const questions = [{ question: "How many guests?", default: "Ten", why: "the order" }];
  mock.onMessage(/./s, { content: JSON.stringify({ questions }) });
  const { ctx, planId, payload, view } = await plan({ mode: "ask_first" });
  await planGoalJob(deps, payload, once);
  const asked = await view();
  expect(asked).toMatchObject({
    status: "clarifying",
    questions: { questions: [{ question: "How many guests?" }] },
  });
  const patch = [{ op: "add" as const, step: testStep("x"), after: null, dependencies: [] }];
  const edit = savePatches({ ctx, input: { planId, baseRev: asked.rev, patches: [{ key: "k", patch }] } });
  await expect(edit).rejects.toMatchObject({ code: "conflict" });
  await answerQuestions({ ctx, input: { planId, answers: { "question-1": "Forty guests" } } });
  await expect(answerQuestions({ ctx, input: { planId, answers: {} } })).rejects.toMatchObject({
    code: "conflict",
  });
  mock.reset();
  mock.onMessage(/./s, { content: ANSWER });
  // The job without answers comes again: it must not ask anew.
  await planGoalJob(deps, payload, once);
  expect((await view()).status).toBe("planning");
  await planGoalJob(deps, { ...payload, answers: { "question-1": "Forty guests" } }, once);
  expect(await view()).toMatchObject({ status: "draft", questions: null });
  expect(JSON.stringify(mock.getLastRequest()?.body)).toContain("Forty guests");
});

test("files that come with a goal are kept as documents and read by the model", async () => {
  mock.onMessage(/./s, { content: ANSWER });
  const attachments = [
    { name: "notes.md", kind: "markdown" as const, content: "# Notes\n\nOnly sourdough." },
    { name: "prices.csv", kind: "csv" as const, content: "bakery,price\nA,3\n" },
  ];
  const { ctx, payload, view, workspaceId } = await plan({ attachments });
  await planGoalJob(deps, payload, once);
  expect((await view()).attachments).toEqual(["notes.md", "prices.csv"]);
  expect(JSON.stringify(mock.getLastRequest()?.body)).toContain("Only sourdough.");
  // Another file of the same name is another document, the same file again is not.
  const other = [{ name: "notes.md", kind: "markdown" as const, content: "Something else." }];
  await createPlan({ ctx, input: { goal: GOAL, attachments: [...other, ...attachments.slice(1)] } });
  const names = (await prisma.document.findMany({ where: { workspaceId }, orderBy: { name: "asc" } })).map(
    ({ name }) => name,
  );
  expect(names).toEqual(["notes (2).md", "notes.md", "prices.csv"]);
});

test("a file that cannot be read is told, and neither plan nor document exists", async () => {
  const { ctx, workspaceId } = await newMember(prisma);
  const attachments = [{ name: "x.csv", kind: "csv" as const, content: 'a,b\n"open,1\n' }];
  await expect(createPlan({ ctx, input: { goal: GOAL, attachments } })).rejects.toMatchObject({
    code: "invalid",
    issues: [{ path: ["attachments"] }],
  });
  expect(await prisma.plan.count({ where: { workspaceId } })).toBe(0);
  expect(await prisma.document.count({ where: { workspaceId } })).toBe(0);
});

test("earlier plans of the workspace that are close to the goal are recalled, others not", async () => {
  mock.onMessage(/./s, { content: ANSWER });
  const { ctx, payload } = await plan();
  await planGoalJob(deps, payload, once);
  for (const goal of ["Find a bakery with sourdough for our meetings", "Translate the handbook into Greek"]) {
    const { planId } = await createPlan({ ctx, input: { goal } });
    await planGoalJob(deps, { ...payload, planId }, once);
  }
  const prompts = mock.getRequests().map(({ body }) => JSON.stringify(body));
  expect(prompts[1]).toContain("an earlier plan");
  expect(prompts[1]).toContain("breakfast meetings in Lisbon");
  expect(prompts[2]).not.toContain("an earlier plan");
});
