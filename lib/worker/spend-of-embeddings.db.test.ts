import { beforeAll, expect, test, vi } from "vitest";
import { createLogger } from "#lib/config/logger.ts";
import { DEFAULT_APPROVAL } from "#lib/domain/policy.ts";
import { embedderOf } from "#lib/knowledge/meaning/embedder.ts";
import { holdSpend, type CapsInForce, type NewHold } from "#lib/ledger/hold-spend.ts";
import type { StepToken } from "#lib/ledger/keys.ts";
import { saveModelConnection } from "#lib/services/save-model-connection.ts";
import { saveModelProfile } from "#lib/services/save-model-profile.ts";
import { testDb } from "#lib/testing/database.ts";
import { claimOf } from "#lib/testing/drive-run.ts";
import { startFakeEmbeddings } from "#lib/testing/fake-embeddings.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { AttemptSpend } from "./attempt-spend.ts";

const { prisma: db } = await testDb();
const INFINITE = { tokens: null, calls: null, millis: null };

beforeAll(() => {
  vi.stubEnv("PLANWRIGHT_ENCRYPTION_KEY", "e".repeat(48));
});

test("what a search asks an embedding model counts under the caps of its step", async () => {
  const server = await startFakeEmbeddings();
  const { ctx, workspaceId } = await newMember(db);
  const input = {
    id: null,
    name: "Ours",
    kind: "openai" as const,
    baseUrl: `${server.address}/v1`,
    apiKey: "k",
  };
  const { id } = await saveModelConnection({ ctx, input });
  const choice = { connectionId: id, model: "text-embedding-3-small" };
  await saveModelProfile({ ctx, input: { role: "embedding", choices: [choice] } });
  const { runId } = await seedRun(db, testGraph(["a"]), { workspaceId });
  const [claimed] = await claimOf(db, runId);
  if (!claimed) throw new Error("It was to be claimed.");
  const { stepId, attempt, workerId, step } = claimed;
  const token = { workspaceId, runId, stepId, attempt, workerId };
  const log = createLogger("test");
  const ledger = {
    beginCall: () => Promise.reject(new Error("It calls no tool.")),
    holdSpend: (of: StepToken, inForce: CapsInForce, hold: NewHold) => holdSpend(db, of, inForce, hold),
    changeHolds: () => Promise.resolve(),
  };
  const inForce = { policy: 1, caps: [{ ...INFINITE, scope: "run" as const, micros: null, calls: 1 }] };
  const spend = new AttemptSpend(token, inForce, DEFAULT_APPROVAL, {
    ledger,
    tools: new Map(),
    log,
    step,
  });
  const embedder = await embedderOf({ db, log }, workspaceId, { runId, stepId }, spend.cap);
  const signal = new AbortController().signal;
  expect(await embedder.embed(["seal"], signal)).toHaveLength(1);
  const total = await db.spendTotal.findFirst({ where: { scope: `run:${runId}` } });
  expect(total).toMatchObject({ calls: 1n });
  await expect(embedder.embed(["food"], signal)).rejects.toMatchObject({ code: "over_budget" });
  expect(spend.stop).toMatchObject({ scope: "run", quantity: "calls" });
  await server.close();
});
