import { expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { getRun } from "./get-run.ts";
import { getRunCost } from "./get-run-cost.ts";

const { prisma: db } = await testDb();
const member = await newMember(db);
const minute = (count: number) => new Date(Date.UTC(2026, 10, 1, 10, count));

async function called(key: RunKey, stepId: string, attempt: number, tool: string, costMicros: number) {
  const ids = {
    ...key,
    stepId,
    id: newId(),
    attempt,
    call: 0,
    idempotencyKey: newId(),
    tool,
    toolVersion: "1",
  };
  const status = attempt === 1 && stepId === "a" ? "failed" : "succeeded";
  const times = { startedAt: minute(attempt), finishedAt: new Date(minute(attempt).getTime() + 2_000) };
  await db.toolCall.create({ data: { ...ids, ...times, status, sideEffect: "read", args: {}, costMicros } });
  await db.$executeRaw`
    update step_runs set cost_micros = cost_micros + ${costMicros}, attempt = ${attempt}
    where run_id = ${key.runId} and step_id = ${stepId}`;
}

async function asked(
  key: RunKey,
  stepId: string | null,
  at: Date,
  costMicros: number | null,
  model = "small",
) {
  const { workspaceId, runId } = key;
  const counted = { inputTokens: 10, outputTokens: 5, costMicros, seconds: 1, createdAt: at };
  await db.modelCall.create({
    data: {
      workspaceId,
      id: newId(),
      role: "executor",
      purpose: "step.write",
      runId,
      stepId,
      provider: "p",
      model,
      ...counted,
    },
  });
}

async function attempted(key: RunKey, stepId: string, attempt: number, status: string) {
  const times = { startedAt: minute(attempt), finishedAt: minute(attempt + 1) };
  await db.attempt.create({ data: { ...key, stepId, attempt, status, ...times } });
}

test("a run's cost is told by step, tool and model, and each adds up to the run's own figure", async () => {
  const graph = testGraph([testStep("a"), testStep("b")], ["a>b"]);
  const key = await seedRun(db, graph, { workspaceId: member.workspaceId });
  const { workspaceId, runId } = key;
  const ids = { workspaceId, runId };
  await called(ids, "a", 1, "web.search", 100);
  await attempted(ids, "a", 1, "failed");
  await called(ids, "a", 2, "cache.read", 10);
  await attempted(ids, "a", 2, "succeeded");
  await called(ids, "b", 1, "web.search", 1_000);
  await asked(ids, "a", new Date(minute(1).getTime() + 500), 20);
  await asked(ids, "a", new Date(minute(2).getTime() + 500), 3);
  await asked(ids, "b", minute(9), null, "large");
  await asked(ids, null, minute(9), 7);
  const hold = { ...ids, stepId: "b", ofStep: "b", runs: [runId], attempt: 1, member: "m", day: minute(0) };
  const held = { ...hold, kind: "tool", tokens: 0, calls: 1, millis: 0 };
  await db.spendHold.createMany({
    data: [
      { ...held, id: "1", callId: "1", status: "held", micros: 500 },
      { ...held, id: "2", callId: "2", status: "lost", micros: 40 },
      { ...held, id: "3", callId: "3", status: "settled", micros: 9_999 },
    ],
  });

  const cost = await getRunCost({ ctx: member.ctx, input: { runId } });
  const run = await getRun({ ctx: member.ctx, input: { runId } });
  expect(cost.total).toEqual({ micros: run.costMicros, unknown: run.costUnknown });
  expect(cost.total).toEqual({ micros: 1_140, unknown: true });
  expect([cost.held, cost.lost]).toEqual([500, 40]);
  expect(cost.earlier).toEqual({ micros: 120, unknown: false });
  const steps = new Map(cost.steps.map(({ stepId, ...rest }) => [stepId, rest]));
  expect(steps.get("a")).toEqual({
    toolMicros: 110,
    models: { micros: 23, unknown: false },
    tokens: 30,
    calls: 2,
    attempts: 2,
    earlier: { micros: 120, unknown: false },
  });
  expect(steps.get("b")).toMatchObject({
    toolMicros: 1_000,
    models: { micros: 0, unknown: true },
    attempts: 1,
  });
  expect(cost.replans).toEqual({ micros: 7, unknown: false, tokens: 15 });
  const byStep = cost.steps.reduce((sum, step) => sum + step.toolMicros + step.models.micros, 0);
  expect(byStep + (cost.replans?.micros ?? 0)).toBe(cost.total.micros);
  expect(cost.tools.toSorted((a, b) => b.micros - a.micros)).toEqual([
    { tool: "web.search", micros: 1_100, calls: 2, failed: 1, seconds: 4 },
    { tool: "cache.read", micros: 10, calls: 1, failed: 0, seconds: 2 },
  ]);
  expect(cost.models.toSorted((a, b) => b.micros - a.micros)).toEqual([
    { provider: "p", model: "small", micros: 30, unknown: false, requests: 3, failed: 0, tokens: 45 },
    { provider: "p", model: "large", micros: 0, unknown: true, requests: 1, failed: 0, tokens: 15 },
  ]);
});

test("items of a map count as their map, and what runs below cost is told for each and counts in the whole", async () => {
  const key = await seedRun(db, testGraph(["m"]), { workspaceId: member.workspaceId });
  const ids = { workspaceId: key.workspaceId, runId: key.runId };
  await called(ids, "m", 1, "map", 0);
  await db.$executeRaw`
    insert into step_runs (workspace_id, run_id, step_id, step, status, pending, attempt, map_step, item, cost_micros)
    select workspace_id, run_id, 'm.0', step, 'succeeded', 0, 1, 'm', 0, 60 from step_runs where run_id = ${key.runId}`;
  const below = await seedRun(db, testGraph(["x"]), { workspaceId: member.workspaceId });
  await called({ workspaceId: below.workspaceId, runId: below.runId }, "x", 1, "web.search", 400);
  await db.run.updateMany({ where: { id: below.runId }, data: { parentRun: key.runId, parentStep: "m" } });
  const cost = await getRunCost({ ctx: member.ctx, input: { runId: key.runId } });
  expect(cost.steps).toMatchObject([{ stepId: "m", toolMicros: 60, attempts: 2 }]);
  expect(cost.below).toMatchObject([{ runId: below.runId, micros: 400, unknown: false }]);
  expect(cost.total.micros).toBe(460);
});

test("a run that has done nothing yet has cost nothing, and nobody else learns of it", async () => {
  const key = await seedRun(db, testGraph(["a"]), { workspaceId: member.workspaceId });
  const input = { runId: key.runId };
  expect(await getRunCost({ ctx: member.ctx, input })).toMatchObject({
    total: { micros: 0, unknown: false },
    held: 0,
    replans: null,
    tools: [],
    models: [],
  });
  const stranger = await newMember(db);
  await expect(getRunCost({ ctx: stranger.ctx, input })).rejects.toMatchObject({ code: "not_found" });
});
