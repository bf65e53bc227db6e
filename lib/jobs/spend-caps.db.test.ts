import { expect, test, vi } from "vitest";
import { createLogger } from "#lib/config/logger.ts";
import { newId } from "#lib/domain/ids.ts";
import { applyRunEvent } from "#lib/domain/reduce-events.ts";
import { RunSettings } from "#lib/domain/settings.ts";
import type { RunView } from "#lib/domain/view.ts";
import { readEvents } from "#lib/events/read.ts";
import { runTopic } from "#lib/ledger/keys.ts";
import { createPlan } from "#lib/services/create-plan.ts";
import { getPlan } from "#lib/services/get-plan.ts";
import { getRun } from "#lib/services/get-run.ts";
import { listChatMessages } from "#lib/services/list-chat-messages.ts";
import { requestReplan } from "#lib/services/request-replan.ts";
import { saveModelConnection } from "#lib/services/save-model-connection.ts";
import { saveModelProfile } from "#lib/services/save-model-profile.ts";
import { saveRunSettings } from "#lib/services/save-run-settings.ts";
import { sendChatMessage } from "#lib/services/send-chat-message.ts";
import { testDb } from "#lib/testing/database.ts";
import { MODELS, startRawServer } from "#lib/testing/fake-models.ts";
import { fileModelsOf } from "#lib/testing/file-models.ts";
import { step } from "#lib/testing/hostile-answers.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedPlan, seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { planGoalJob } from "./plan-goal.ts";
import { proposeChatEditJob } from "./propose-chat-edit.ts";
import { proposeReplanJob } from "./propose-replan.ts";

const { prisma, pool, url } = await testDb();
const deps = { db: prisma, pool, log: createLogger("test") };
const once = { job: { id: "1", attempts: 1 } };
const PLAN = JSON.stringify({ assumptions: [], steps: [step("find"), step("prices")] });
const usage = { input_tokens: 1_000, output_tokens: 500 };
/** What that costs with the model of these tests: 0.40 and 1.60 dollars a million tokens. */
const COST = 1_200;

const mock = await fileModelsOf(url);

async function member(settings: Partial<RunSettings>, address = mock.url) {
  const one = await newMember(prisma);
  const { ctx } = one;
  const connection = {
    id: null,
    name: "Ours",
    kind: "openai" as const,
    baseUrl: `${address}/v1`,
    apiKey: "sk-1234567890",
  };
  const { id } = await saveModelConnection({ ctx, input: connection });
  await saveModelProfile({
    ctx,
    input: { role: "planner", choices: [{ connectionId: id, model: MODELS.openai }] },
  });
  await saveRunSettings({ ctx, input: { ...settings, from: RunSettings.parse({}) } });
  const counted = async () => {
    const rows = await prisma.modelCall.findMany({ where: { workspaceId: one.workspaceId } });
    return rows.reduce((sum, { countedMicros }) => sum + Number(countedMicros), 0);
  };
  return { ...one, counted };
}

/** What a job's first request may cost at most: as such it is counted when it is stopped before it has an answer. */
async function mostOf(
  job: (one: Awaited<ReturnType<typeof member>>, signal: AbortSignal) => Promise<void>,
): Promise<number> {
  const stop = new AbortController();
  const silent = await startRawServer(() => stop.abort(new Error("enough")));
  try {
    const one = await member({}, silent.address);
    await job(one, stop.signal).catch(() => undefined);
    return await one.counted();
  } finally {
    await silent.close();
  }
}

test("a planning job that is repeated goes on with what is left of the cap, and says why no model plans", async () => {
  const { ctx, workspaceId, counted } = await member({ planningCapMicros: 60_000 });
  const { planId } = await createPlan({ ctx, input: { goal: "Find a bakery for our breakfast meetings" } });
  const payload = { workspaceId, planId, choice: null, answers: null };
  mock.onMessage(/./s, { content: PLAN }, { chunkSize: 10, streamingProfile: { ttft: 1, tps: 10 } });
  // The worker stops amid each draft, again and again: nobody counted what these wrote.
  for (let attempt = 1; attempt <= 3; attempt++) {
    const stop = new AbortController();
    const before = mock.getRequests().length;
    let over = false;
    const job = planGoalJob(deps, payload, { job: { id: "1", attempts: attempt }, abortSignal: stop.signal })
      .catch(() => undefined)
      .finally(() => {
        over = true;
      });
    const asked = () => mock.getRequests().length > before || over;
    await vi.waitUntil(asked, { timeout: 20_000, interval: 10 });
    stop.abort(new Error("the worker stops"));
    await job;
  }
  mock.reset();
  mock.onMessage(/./s, { content: PLAN, usage });
  await planGoalJob(deps, payload, { job: { id: "1", attempts: 4 } });
  const { status, report } = await getPlan({ ctx, input: { planId } });
  expect(status).toBe("draft");
  expect(await counted()).toBeLessThanOrEqual(60_000);
  expect(mock.getRequests()).toHaveLength(0);
  expect(report).toMatchObject({ planner: "Built-in planner", model: null });
  expect(report?.trouble.join(" ")).toContain("spend cap");
});

test("all replans of a run share a cap; the run's cost has them, live as after a reload", async () => {
  type Member = Awaited<ReturnType<typeof member>>;
  const running = async ({ workspaceId }: Member) => {
    const { runId } = await seedRun(prisma, testGraph(["first", "second"], ["first>second"]), {
      workspaceId,
    });
    await prisma.run.updateMany({ where: { workspaceId, id: runId }, data: { status: "running" } });
    return runId;
  };
  const replan = async ({ ctx, workspaceId }: Member, runId: string, abortSignal?: AbortSignal) => {
    const { replanId } = await requestReplan({ ctx, input: { runId, note: "remove second" } });
    await proposeReplanJob(deps, { workspaceId, runId, replanId }, { ...once, abortSignal });
  };
  const most = await mostOf(async (one, signal) => replan(one, await running(one), signal));
  const one = await member({ replanCapMicros: most });
  const { ctx, workspaceId } = one;
  const runId = await running(one);
  const view = () => getRun({ ctx, input: { runId } });
  const before = await view();
  mock.onMessage(/./s, {
    content: JSON.stringify({ diagnosis: "Fine.", choice: "ask", reply: "What now?", operations: [] }),
    usage,
  });
  // As long as there is room for some answer; then none is asked for any more.
  let asked = 0;
  for (let count = 0; count < 20; count++) {
    await replan(one, runId);
    if (mock.getRequests().length === asked) break;
    asked = mock.getRequests().length;
  }
  expect(asked).toBeGreaterThan(1);
  expect(asked).toBeLessThan(20);
  expect(await one.counted()).toBe(asked * COST);
  const now = await view();
  expect(now).toMatchObject({
    costMicros: asked * COST,
    costUnknown: false,
    replanUse: { tokens: asked * 1_500, costMicros: asked * COST, costUnknown: false },
  });
  expect(now.replan?.explanation).toContain("spend cap");
  const events = await readEvents(prisma, workspaceId, { [runTopic(runId)]: before.seq }, 1_000);
  const live = events.reduce<RunView | "gap">(
    (known, event) => (known === "gap" ? known : applyRunEvent(known, event)),
    before,
  );
  expect(live).toMatchObject({ costMicros: now.costMicros, replanUse: now.replanUse, seq: now.seq });
});

test("reading a message has a cap over its rounds and tries, and says what it cost", async () => {
  type Member = Awaited<ReturnType<typeof member>>;
  const send = async ({ ctx, workspaceId }: Member, abortSignal?: AbortSignal) => {
    const planId = await seedPlan(prisma, workspaceId, testGraph(["first", "second"], ["first>second"]));
    const input = { planId, text: "remove second", key: newId() };
    const { answerId } = await sendChatMessage({ ctx, input });
    const payload = { workspaceId, planId, messageId: answerId };
    await proposeChatEditJob(deps, payload, { ...once, abortSignal });
    const { messages } = await listChatMessages({ ctx, input: { planId } });
    return messages.find(({ id }) => id === answerId);
  };
  const most = await mostOf(async (one, signal) => void (await send(one, signal)));
  const one = await member({ chatCapMicros: most });
  const remove = (stepId: string) =>
    JSON.stringify({
      understood: true,
      reply: "It goes.",
      operations: [{ op: "remove", stepId, quote: "remove second" }],
    });
  mock.onMessage(/./s, { content: remove("second"), usage });
  expect(await send(one)).toMatchObject({
    status: "proposed",
    use: { tokens: 1_500, costMicros: COST, costUnknown: false },
  });
  expect(await one.counted()).toBe(COST);

  // Another message has a cap of its own; an answer that does not fit is put right only as long as that lasts.
  mock.reset();
  mock.onMessage(/./s, { content: remove("ghost"), usage: { input_tokens: 1_000, output_tokens: 6_000 } });
  const answer = await send(one);
  expect(mock.getRequests()).toHaveLength(1);
  expect(answer).toMatchObject({ answeredBy: expect.not.stringContaining(MODELS.openai) as string });
  expect(answer?.role === "planner" && answer.text).toContain("spend cap");
});

test("a text that was stopped leaves the run's cost unknown, not free", async () => {
  const { ctx, workspaceId } = await member({});
  const { runId } = await seedRun(prisma, testGraph(["first"]), { workspaceId });
  const call = {
    workspaceId,
    runId,
    stepId: "first",
    role: "executor",
    purpose: "step.write",
    provider: "Ours",
    model: "m",
  };
  await prisma.modelCall.create({ data: { ...call, id: newId(), failure: "aborted", seconds: 2 } });
  expect(await getRun({ ctx, input: { runId } })).toMatchObject({
    costUnknown: true,
    steps: [{ model: { tokens: 0, costMicros: 0, costUnknown: true } }],
  });
});
