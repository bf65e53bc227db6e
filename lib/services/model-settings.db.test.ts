import { beforeAll, describe, expect, test, vi } from "vitest";
import { createLogger } from "#lib/config/logger.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { spendCap } from "#lib/models/spend-cap.ts";
import { workspaceModels } from "#lib/models/workspace-models.ts";
import { testDb } from "#lib/testing/database.ts";
import { MODELS } from "#lib/testing/fake-models.ts";
import { fileModelsOf } from "#lib/testing/file-models.ts";
import { newMember } from "#lib/testing/members.ts";
import { deleteModelConnection } from "./delete-model-connection.ts";
import { getModelSettings } from "./get-model-settings.ts";
import { saveModelConnection } from "./save-model-connection.ts";
import { saveModelProfile } from "./save-model-profile.ts";
import { testModel } from "./test-model.ts";

const { prisma: db, url } = await testDb();
const KEY = "sk-very-secret-0123456789";
const log = createLogger("test");

const mock = await fileModelsOf(url);
beforeAll(() => {
  vi.stubEnv("ANTHROPIC_API_KEY", "key-of-the-environment");
  vi.stubEnv("PLANWRIGHT_CHECKER_MODELS", "anthropic:claude-haiku-4-5");
});

async function refusalOf(work: Promise<unknown>): Promise<DomainError> {
  const error: unknown = await work.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (error instanceof DomainError) return error;
  throw new Error("It was not refused.", { cause: error });
}

const openai = () => ({
  id: null,
  name: "OpenAI",
  kind: "openai" as const,
  baseUrl: `${mock.url}/v1`,
  apiKey: KEY,
});

test("a key is stored sealed and never comes back; another workspace sees nothing of it", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const { id } = await saveModelConnection({ ctx, input: openai() });
  const rows = await db.$queryRaw<
    unknown[]
  >`select * from model_connections where workspace_id = ${workspaceId}`;
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(KEY);
  const settings = await getModelSettings({ ctx, input: {} });
  expect(JSON.stringify(settings)).not.toContain(KEY);
  expect(settings.connections.find((one) => one.id === id)).toMatchObject({
    hasKey: true,
    fromEnvironment: false,
  });
  const stranger = await newMember(db, { name: "Mallory" });
  const theirs = await getModelSettings({ ctx: stranger.ctx, input: {} });
  expect(theirs.connections.map((one) => one.id)).toEqual(["anthropic"]);
  const taken = saveModelConnection({ ctx: stranger.ctx, input: { ...openai(), id, apiKey: null } });
  expect((await refusalOf(taken)).code).toBe("not_found");
});

test("a stored key stays with its address; without a change it is kept", async () => {
  const { ctx } = await newMember(db);
  const { id } = await saveModelConnection({ ctx, input: openai() });
  const elsewhere = { ...openai(), id, apiKey: null, baseUrl: "https://elsewhere.example/v1" };
  const refusal = await refusalOf(saveModelConnection({ ctx, input: elsewhere }));
  expect(refusal.issues).toMatchObject([{ path: ["apiKey"] }]);
  const stored = () =>
    db.modelConnection.findFirstOrThrow({ where: { id } }).then(({ sealedKey }) => sealedKey);
  const before = await stored();
  await saveModelConnection({ ctx, input: { ...openai(), id, apiKey: null, name: "Ours" } });
  expect(await stored()).toBe(before);
  mock.onMessage(/ready/, { content: "ready" });
  const input = { role: "planner" as const, connectionId: id, model: MODELS.openai };
  expect(await testModel({ ctx, input })).toMatchObject({ ok: true });
  expect(mock.getLastRequest()?.headers).toHaveProperty("authorization");
});

describe("input that does not fit", () => {
  test.each([
    [{ name: " " }, "name"],
    [{ baseUrl: "localhost:11434" }, "baseUrl"],
    [{ baseUrl: "file:///etc/passwd" }, "baseUrl"],
    [{ baseUrl: "https://user:pass@example.com" }, "baseUrl"],
    [{ kind: "compatible" as const, baseUrl: null }, "baseUrl"],
    [{ apiKey: "sk with spaces" }, "apiKey"],
    [{ apiKey: "" }, "apiKey"],
  ])("%j is told at %s", async (wrong, field) => {
    const { ctx, workspaceId } = await newMember(db);
    const refusal = await refusalOf(saveModelConnection({ ctx, input: { ...openai(), ...wrong } }));
    expect(refusal.issues.map((issue) => issue.path[0])).toEqual([field]);
    expect(refusal.message).not.toContain(KEY);
    expect(await db.modelConnection.count({ where: { workspaceId } })).toBe(0);
  });

  test("a name that is taken is told at the name", async () => {
    const { ctx } = await newMember(db);
    await saveModelConnection({ ctx, input: openai() });
    expect((await refusalOf(saveModelConnection({ ctx, input: openai() }))).issues[0]?.path).toEqual([
      "name",
    ]);
  });
});

test("roles take their models from the workspace, else from the environment", async () => {
  const { ctx } = await newMember(db);
  const profileOf = async (role: string) =>
    (await getModelSettings({ ctx, input: {} })).profiles.find((profile) => profile.role === role);
  expect(await profileOf("planner")).toMatchObject({ source: "none", choices: [] });
  expect(await profileOf("checker")).toMatchObject({ source: "environment" });
  const { id } = await saveModelConnection({ ctx, input: openai() });
  const choices = [
    { connectionId: id, model: "gpt-4.1" },
    { connectionId: "anthropic", model: "claude-haiku-4-5" },
  ];
  await saveModelProfile({ ctx, input: { role: "checker", choices } });
  expect(await profileOf("checker")).toMatchObject({ source: "workspace", choices });
  expect((await refusalOf(deleteModelConnection({ ctx, input: { id } }))).message).toContain("checker");
  await saveModelProfile({ ctx, input: { role: "checker", choices: [] } });
  expect(await profileOf("checker")).toMatchObject({ source: "environment" });
  await deleteModelConnection({ ctx, input: { id } });
  expect((await getModelSettings({ ctx, input: {} })).connections.map((one) => one.id)).toEqual([
    "anthropic",
  ]);
});

test("choices that cannot work are told one by one", async () => {
  const { ctx } = await newMember(db);
  const { id } = await saveModelConnection({ ctx, input: openai() });
  const choices = [
    { connectionId: id, model: "a" },
    { connectionId: "gone", model: "a" },
    { connectionId: id, model: "a" },
    { connectionId: "anthropic", model: "a" },
  ];
  const refusal = await refusalOf(saveModelProfile({ ctx, input: { role: "embedding", choices } }));
  expect(refusal.issues.map(({ path }) => path[1])).toEqual([1, 2, 3]);
});

test("a test says what is wrong, once and without the key", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const { id } = await saveModelConnection({ ctx, input: openai() });
  const input = { role: "executor" as const, connectionId: id, model: MODELS.openai };
  mock.onMessage(/./s, { error: { message: `Incorrect API key: ${KEY}` }, status: 401 });
  const wrongKey = await testModel({ ctx, input });
  expect(wrongKey).toMatchObject({ ok: false, code: "unauthorised" });
  expect(JSON.stringify(wrongKey)).not.toContain(KEY);
  mock.reset();
  mock.onMessage(/./s, { error: { message: "overloaded" }, status: 503 });
  expect(await testModel({ ctx, input })).toMatchObject({ ok: false, code: "unavailable" });
  expect(mock.getRequests()).toHaveLength(1);
  await saveModelConnection({ ctx, input: { ...openai(), id, baseUrl: "http://127.0.0.1:9/v1" } });
  const gone = await testModel({ ctx, input });
  expect(gone).toMatchObject({ ok: false, code: "unavailable" });
  expect(gone.ok || gone.message).toContain("cannot be reached");
  const calls = await db.modelCall.findMany({ where: { workspaceId } });
  expect(calls.map((call) => String(call.failure)).toSorted()).toEqual([
    "unauthorised",
    "unavailable",
    "unavailable",
  ]);
});

test("every call is kept with what it was for, its tokens and its cost", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const { id } = await saveModelConnection({ ctx, input: openai() });
  await saveModelProfile({
    ctx,
    input: { role: "executor", choices: [{ connectionId: id, model: MODELS.openai }] },
  });
  mock.onMessage(/picnic/, { content: "bread", usage: { input_tokens: 1_000, output_tokens: 500 } });
  const models = await workspaceModels({ db, log }, workspaceId, { planId: "p", stepId: "s" });
  expect(models.has("executor")).toBe(true);
  expect(models.has("planner")).toBe(false);
  await models.generateText("executor", {
    purpose: "step.write",
    messages: [{ role: "user", text: "picnic" }],
    signal: new AbortController().signal,
    budget: { cap: spendCap(null), outputTokens: 500 },
  });
  expect(await db.modelCall.findFirst({ where: { workspaceId } })).toMatchObject({
    role: "executor",
    purpose: "step.write",
    planId: "p",
    runId: null,
    stepId: "s",
    provider: "OpenAI",
    model: MODELS.openai,
    inputTokens: 1_000,
    outputTokens: 500,
    // 0.40 and 1.60 dollars a million tokens.
    costMicros: 1_200n,
    failure: null,
  });
});

test("a key sealed under another encryption key is missing, not a crash", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const { id } = await saveModelConnection({ ctx, input: openai() });
  await db.modelConnection.updateMany({ where: { workspaceId, id }, data: { sealedKey: "v1.AAAA" } });
  const settings = await getModelSettings({ ctx, input: {} });
  expect(settings.connections.find((one) => one.id === id)).toMatchObject({ hasKey: false });
});
