import { expect, onTestFinished, test, vi } from "vitest";
import { createLogger } from "#lib/config/logger.ts";
import { createPlan } from "#lib/services/create-plan.ts";
import { getPlan } from "#lib/services/get-plan.ts";
import { saveModelConnection } from "#lib/services/save-model-connection.ts";
import { saveModelProfile } from "#lib/services/save-model-profile.ts";
import { sendChatMessage } from "#lib/services/send-chat-message.ts";
import { testDb } from "#lib/testing/database.ts";
import { choiceAt, MODELS, startFakeModels } from "#lib/testing/fake-models.ts";
import { step } from "#lib/testing/hostile-answers.ts";
import { newMember } from "#lib/testing/members.ts";
import { tablesWith } from "#lib/testing/tables-with.ts";
import { newId } from "#lib/domain/ids.ts";
import { planGoalJob } from "./plan-goal.ts";
import { proposeChatEditJob } from "./propose-chat-edit.ts";

const { prisma, pool, url } = await testDb();
const KEY = "sk-very-secret-0123456789";

test("a key is in no log line, prompt, event, record or checkpoint, even if the provider repeats it", async () => {
  vi.stubEnv("DATABASE_URL", url);
  vi.stubEnv("PLANWRIGHT_ENCRYPTION_KEY", "e".repeat(48));
  vi.stubEnv("LOG_LEVEL", "trace");
  const mock = await startFakeModels();
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await mock.stop();
  });
  const lines: string[] = [];
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  onTestFinished(() => write.mockRestore());
  const log = createLogger("test", { write: (line: string) => void lines.push(line) });
  const deps = { db: prisma, pool, log };
  const { ctx, workspaceId } = await newMember(prisma);
  const connect = async (name: string) => {
    const { connection } = choiceAt(mock.url, "openai", name);
    const input = { id: null, name, kind: "openai" as const, baseUrl: connection.baseUrl, apiKey: KEY };
    return (await saveModelConnection({ ctx, input })).id;
  };
  const [first, second] = [await connect("First"), await connect("Second")];
  await saveModelProfile({
    ctx,
    input: {
      role: "planner",
      choices: [
        { connectionId: first, model: "gpt-4.1-nano" },
        { connectionId: second, model: MODELS.openai },
      ],
    },
  });
  mock.on(
    { model: "gpt-4.1-nano", userMessage: /./s },
    { error: { message: `Bad request, key ${KEY}` }, status: 400 },
  );
  // Broken twice over, so that there is a repair with its checkpoints.
  const broken = JSON.stringify({
    assumptions: [],
    steps: [step("find", { tool: "browser.open" }), step("prices")],
  });
  mock.on(
    { model: MODELS.openai, userMessage: /./s },
    { content: broken, usage: { input_tokens: 9, output_tokens: 9 } },
  );
  const { planId } = await createPlan({
    ctx,
    input: { goal: "Find a bakery for our breakfast meetings", mode: "ask_first" },
  });
  // Its checkpoints stay when it is stopped amid its work.
  const stop = new AbortController();
  const payload = { workspaceId, planId, choice: null, answers: null };
  const job = planGoalJob(deps, payload, { job: { id: "1", attempts: 1 }, abortSignal: stop.signal }).catch(
    () => null,
  );
  await vi.waitUntil(() => mock.getRequests().length >= 4, { timeout: 20_000, interval: 5 });
  stop.abort(new Error("the worker stops"));
  await job;
  const checkpoints = await pool.query<{ count: string }>("select count(*) from langgraph.checkpoints");
  expect(Number(checkpoints.rows[0]?.count)).toBeGreaterThan(0);
  const { status } = await getPlan({ ctx, input: { planId } });
  if (status !== "draft") await planGoalJob(deps, payload, { job: { id: "1", attempts: 2 } });
  const { answerId } = await sendChatMessage({ ctx, input: { planId, text: "remove prices", key: newId() } });
  await proposeChatEditJob(
    deps,
    { workspaceId, planId, messageId: answerId },
    { job: { id: "2", attempts: 1 } },
  );

  expect(await prisma.modelCall.count({ where: { workspaceId } })).toBeGreaterThan(3);
  expect(await tablesWith(pool, "breakfast meetings")).not.toEqual([]);
  expect(await tablesWith(pool, KEY)).toEqual([]);
  expect(lines.join("")).not.toContain(KEY);
  expect(lines.join("")).not.toContain("breakfast meetings");
  for (const { body } of mock.getRequests()) expect(JSON.stringify(body)).not.toContain(KEY);
});
