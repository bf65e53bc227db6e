import { beforeAll, expect, test } from "vitest";
import { createLogger } from "#lib/config/logger.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { createPlan } from "#lib/services/create-plan.ts";
import { getPlan } from "#lib/services/get-plan.ts";
import { saveModelConnection } from "#lib/services/save-model-connection.ts";
import { saveModelProfile } from "#lib/services/save-model-profile.ts";
import { testDb } from "#lib/testing/database.ts";
import { MODELS } from "#lib/testing/fake-models.ts";
import { fileModelsOf } from "#lib/testing/file-models.ts";
import { HOSTILE, type HostileAnswer } from "#lib/testing/hostile-answers.ts";
import { newMember } from "#lib/testing/members.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { planGoalJob } from "./plan-goal.ts";

// Whatever a model answers, from the job to the row: what Postgres cannot keep must not end a planning.

const { prisma, pool, url } = await testDb();
const deps = { db: prisma, pool, log: createLogger("test") };
const goal = "Compare three bakeries in Lisbon for our breakfast meetings, budget 500 euros";

const mock = await fileModelsOf(url);
let member: Awaited<ReturnType<typeof newMember>>;
beforeAll(async () => {
  member = await newMember(prisma);
  const { ctx } = member;
  const connection = { id: null, name: "Ours", kind: "openai" as const, baseUrl: `${mock.url}/v1` };
  const { id } = await saveModelConnection({ ctx, input: { ...connection, apiKey: "sk-1234567890" } });
  const choices = [{ connectionId: id, model: MODELS.openai }];
  await saveModelProfile({ ctx, input: { role: "planner", choices } });
});

async function planned({ answer, repair }: Pick<HostileAnswer, "answer" | "repair">) {
  mock.onMessage(/What is wrong/s, { content: repair ?? '{"steps":[],"remove":[]}' });
  mock.onMessage(/cut off/, { content: '{"assumptions":[],"steps":[]}' });
  mock.onMessage(/./s, { content: answer }, { chunkSize: Math.max(20, Math.ceil(answer.length / 500)) });
  const { ctx, workspaceId } = member;
  const { planId } = await createPlan({ ctx, input: { goal } });
  const payload = { workspaceId, planId, choice: null, answers: null };
  await planGoalJob(deps, payload, { job: { id: "1", attempts: 1 } });
  return getPlan({ ctx, input: { planId } });
}

test.each(HOSTILE)("$name", async (hostile) => {
  const plan = await planned(hostile);
  if (hostile.expected === "refused") {
    expect(plan).toMatchObject({ status: "failed", report: { source: "model" } });
    expect(plan.message).toMatch(/declined/);
    return;
  }
  expect(plan.status).toBe("draft");
  expect(plan.graph.steps.length).toBeGreaterThan(0);
  const errors = validatePlan(plan.graph, toolSpecs(), plan.analysis, plan.equipment).filter(
    ({ severity }) => severity === "error",
  );
  expect(errors).toEqual([]);
  expect(plan.report?.source === "model" ? "model" : "built-in").toBe(hostile.expected);
});

test.each([
  ["a goal of emojis", "😀".repeat(200)],
  [
    "emojis where titles and topics are cut",
    `Research ${"x".repeat(70)}${"😀".repeat(60)}, then write it up`,
  ],
  ["emojis between words", `Plan a party ${"x".repeat(71)} ${"😀 ".repeat(100)}`],
])("%s is planned without a model", async (_, text) => {
  const { ctx, workspaceId } = await newMember(prisma);
  const { planId } = await createPlan({ ctx, input: { goal: text } });
  const payload = { workspaceId, planId, choice: null, answers: null };
  await planGoalJob(deps, payload, { job: { id: "1", attempts: 1 } });
  expect(["draft", "choosing"]).toContain((await getPlan({ ctx, input: { planId } })).status);
});
