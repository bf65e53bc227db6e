import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { createLogger } from "#lib/config/logger.ts";
import { DEFAULT_APPROVAL, Policy } from "#lib/domain/policy.ts";
import { embedderOf } from "#lib/knowledge/meaning/embedder.ts";
import { holdSpend, type CapsInForce, type NewHold } from "#lib/ledger/hold-spend.ts";
import type { RunKey, StepToken } from "#lib/ledger/keys.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { saveModelConnection } from "#lib/services/save-model-connection.ts";
import { saveModelProfile } from "#lib/services/save-model-profile.ts";
import { testDb } from "#lib/testing/database.ts";
import { claimOf } from "#lib/testing/drive-run.ts";
import { startFakeEmbeddings } from "#lib/testing/fake-embeddings.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedRun, seedWorkspace, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { waitUntil } from "#lib/tools/builtin/wait-until.ts";
import { defineTool } from "#lib/tools/contract.ts";
import { AttemptSpend } from "./attempt-spend.ts";
import { workerWithin } from "./worker-within.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 30_000, interval: 20 };

let looks = 0;
const dear = defineTool({
  name: "t.dear",
  title: "Dear look",
  description: "",
  input: z.object({}),
  output: z.object({ n: z.number() }),
  sideEffect: "read",
  timeoutSeconds: 10,
  typicalSeconds: 0.1,
  costMicros: 40,
  unavailable: () => null,
  run: () => Promise.resolve({ output: { n: ++looks }, summary: "Looked.", costMicros: 40 }),
});
const stop = workerWithin(url, [waitUntil, dear]);
afterAll(stop);
beforeAll(() => {
  vi.stubEnv("PLANWRIGHT_ENCRYPTION_KEY", "e".repeat(48));
});

const INFINITE = { tokens: null, calls: null, millis: null };
const view = async (run: RunKey) => (await stepViews(db, run, ["a"]))[0];
const settles = (run: RunKey, expected: object) => expect.poll(() => view(run), WAIT).toMatchObject(expected);
const spent = ({ runId }: RunKey) =>
  expect.poll(() => db.spendTotal.findFirst({ where: { scope: `run:${runId}` } }), WAIT);

test("each look of a step that waits is held at its price and counted at once, so that it stops at the cap", async () => {
  const workspaceId = await seedWorkspace(db);
  const author = { kind: "api", name: "Test" };
  const policy = Policy.parse({ caps: { run: { micros: 100 } } });
  await db.policyVersion.create({ data: { workspaceId, number: 2, policy, author, summary: "" } });
  const args = { tool: "t.dear", condition: "output.n > 1000", everySeconds: 3_600 };
  const given = Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, { kind: "literal" as const, value }]),
  );
  const run = await seedRun(db, testGraph([testStep("a", { tool: "wait.until", args: given })]), {
    workspaceId,
    toolVersions: { "wait.until": "1", "t.dear": "1" },
  });
  for (const attempt of [1, 2]) {
    // Nobody is asked: its price is known.
    await settles(run, { status: "waiting", waitingFor: "timer", attempt, costMicros: 40 * attempt });
    await spent(run).toMatchObject({ micros: BigInt(40 * attempt), calls: BigInt(attempt) });
    await db.$executeRaw`
      update step_runs set ready_at = clock_timestamp(), wake_at = clock_timestamp()
      where run_id = ${run.runId} and waiting_for = 'timer'`;
  }
  await settles(run, {
    status: "waiting",
    waitingFor: "spend",
    error: {
      message: "This run may take $0.0001. Spent or held so far: $0.00008; Wait may take $0.00004 more.",
    },
  });
  expect(looks).toBe(2);
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
  await spent(token).toMatchObject({ calls: 1n });
  await expect(embedder.embed(["food"], signal)).rejects.toMatchObject({ code: "over_budget" });
  expect(spend.stop).toMatchObject({ scope: "run", quantity: "calls" });
  await server.close();
});
