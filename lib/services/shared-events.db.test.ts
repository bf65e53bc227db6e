import { expect, test } from "vitest";
import { Prisma } from "#lib/db/generated/client.ts";
import type { NewEvent } from "#lib/domain/event.ts";
import { newId } from "#lib/domain/ids.ts";
import { appendEvents } from "#lib/events/append.ts";
import { firstSeq } from "#lib/events/read.ts";
import { runTopic } from "#lib/ledger/keys.ts";
import { testDb } from "#lib/testing/database.ts";
import { codeOf, searchStep } from "#lib/testing/drive-run.ts";
import { newMember } from "#lib/testing/members.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { testGraph } from "#lib/testing/seed-run.ts";
import { stepView } from "#lib/testing/step-views.ts";
import { claimReady, finishStep } from "#lib/testing/work-steps.ts";
import { correctOutput } from "./correct-output.ts";
import { createShareLink } from "./create-share-link.ts";
import { getSharedStep } from "./get-shared-step.ts";
import { listSharedEvents } from "./list-shared-events.ts";
import { openShare } from "./open-share.ts";
import { revokeShareLink } from "./revoke-share-link.ts";
import { startRun } from "./start-run.ts";

const { prisma: db } = await testDb();
const reader = { db };

/** A finished run of the steps a > b, of which these things are told besides, and a link to it. */
async function sharedRun({ showCosts = false, told = [] }: { showCosts?: boolean; told?: NewEvent[] } = {}) {
  const member = await newMember(db, { name: "Ada Maker" });
  const graph = testGraph([searchStep("a"), searchStep("b")], ["a>b"]);
  const planId = await newPlan(db, member, { graph });
  const { runId } = await startRun({ ctx: member.ctx, input: { planId, rev: 0, idempotencyKey: newId() } });
  for (const step of await claimReady(db, { runId })) await finishStep(db, step, "done");
  const { workspaceId } = member;
  await db.$transaction((tx) => appendEvents(tx, { workspaceId, topic: runTopic(runId), bodies: told }));
  for (const step of await claimReady(db, { runId })) await finishStep(db, step, "done");
  const { token, link } = await createShareLink({
    ctx: member.ctx,
    input: {
      shared: { what: "run", runId, showCosts },
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    },
  });
  return { ...member, planId, runId, token, link };
}

const list = (token: string, page: { before?: number; limit?: number } = {}) =>
  listSharedEvents({ ctx: reader, input: { token, ...page } });

const FAULT = { code: "tool_failed", message: "hidden-words", retryable: true };
const asked = (use: { tokens: number; costMicros: number }): NewEvent => ({
  type: "step.asked",
  stepId: "a",
  use: { ...use, costUnknown: false },
});

test("says whether all that happened is still kept", async () => {
  const { token, workspaceId, runId } = await sharedRun();
  const whole = async () => (await openShare({ ctx: reader, input: { token } })).run?.whole;
  expect(await whole()).toBe(true);
  const first = { workspaceId, topic: runTopic(runId) };
  const { seq } = await db.event.findFirstOrThrow({ where: first, orderBy: { seq: "asc" } });
  await db.event.deleteMany({ where: { ...first, seq } });
  expect(await whole()).toBe(false);
});

test("tells how the run and its steps went, in order", async () => {
  const { token } = await sharedRun();
  const { events, before } = await list(token);
  expect(before).toBeNull();
  const steps = events.flatMap(({ body }) =>
    body.type.startsWith("step.") && "stepId" in body ? [`${body.stepId} ${body.type}`] : [],
  );
  expect(steps).toEqual(["a step.started", "a step.done", "b step.ready", "b step.started", "b step.done"]);
  expect(events.at(-1)?.body).toMatchObject({ type: "run.status", status: "succeeded" });
  expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted());
});

test("says what a step waited for, and neither why, who nor what other steps and versions there were", async () => {
  const other = newId();
  const step = stepView("a", {
    status: "waiting",
    attempt: 1,
    waitingFor: "timer",
    error: FAULT,
    notes: ["hidden-words"],
    corrected: { by: "Ada Maker", at: new Date().toISOString() },
    reused: { runId: other, savedSeconds: 1, savedMicros: 1 },
  });
  const undo = stepView("undo-1", {
    status: "ready",
    undoes: { callId: other, stepId: "a", says: "hidden-words" },
  });
  const { token, workspaceId, userId, runId, planId } = await sharedRun({
    told: [
      { type: "step.changed", step, what: "hidden-words" },
      { type: "step.changed", step: undo, what: "hidden-words" },
      { type: "step.ready", stepId: "undo-1" },
      { type: "step.text", stepId: "a", attempt: 1, text: "hidden-words", fresh: true },
      { type: "approval.changed", approvalId: other, runId: other, stepId: "a", status: "pending" },
      {
        type: "run.moved",
        versionNumber: 7,
        graph: testGraph(["dropped"]),
        steps: [step, stepView("dropped", {})],
      },
      { type: "run.status", status: "paused", reason: "hidden-words", startedAt: null, finishedAt: null },
      {
        type: "tool.called",
        stepId: "a",
        attempt: 1,
        call: 0,
        tool: "knowledge.search",
        status: "failed",
        message: "hidden-words",
        costMicros: 77_123,
      },
      asked({ tokens: 5, costMicros: 88_123 }),
    ],
  });
  const { events } = await list(token);
  const waits = events.flatMap(({ body }) => (body.type === "step.changed" ? [body.step] : []));
  expect(waits).toMatchObject(
    Array.from({ length: 2 }, () => ({ stepId: "a", status: "waiting", waitingFor: "timer", failed: true })),
  );
  const told = JSON.stringify(events);
  const ids = [workspaceId, userId, runId, planId, other];
  for (const hidden of [
    ...ids,
    "hidden-words",
    "Ada Maker",
    "@example.com",
    "undo-1",
    "dropped",
    "88123",
    "77123",
  ])
    expect(told).not.toContain(hidden);
});

test("of an output that was put right it tells neither who did nor what it said before", async () => {
  const { ctx, token, workspaceId, runId } = await sharedRun();
  const where = { workspaceId_runId_stepId: { workspaceId, runId, stepId: "a" } };
  const view = stepView("a", { status: "succeeded", attempt: 1, summary: "said-before", hasOutput: true });
  await db.stepRun.update({ where, data: { summary: "said-before" } });
  await db.$transaction((tx) =>
    appendEvents(tx, {
      workspaceId,
      topic: runTopic(runId),
      bodies: [
        { type: "step.done", stepId: "a", status: "succeeded", summary: "said-before", hasOutput: true },
        { type: "step.changed", step: view, what: "" },
      ],
    }),
  );
  await correctOutput({ ctx, input: { runId, stepId: "a", output: "right" } });
  expect(await db.stepRun.findUniqueOrThrow({ where })).toMatchObject({ summary: "Put right by Ada Maker" });
  const expectUntold = async () => {
    const told = await Promise.all([
      openShare({ ctx: reader, input: { token } }),
      getSharedStep({ ctx: reader, input: { token, stepId: "a" } }),
      list(token),
    ]);
    for (const each of told) {
      expect(JSON.stringify(each)).not.toContain("Ada Maker");
      expect(JSON.stringify(each)).not.toContain("said-before");
    }
  };
  await expectUntold();
  // As a run has it that does that one again and took the output over.
  const reused = { runId: newId(), savedSeconds: 1, savedMicros: 1 };
  await db.stepRun.update({ where, data: { corrected: Prisma.DbNull, reused } });
  await expectUntold();
});

test("tells costs only where the link says so", async () => {
  const { token } = await sharedRun({ showCosts: true, told: [asked({ tokens: 5, costMicros: 88_123 })] });
  const { events } = await list(token);
  expect(events.map(({ body }) => body)).toContainEqual(asked({ tokens: 5, costMicros: 88_123 }));
});

test("comes by pages that leave nothing out and go no further than is allowed", async () => {
  const told = Array.from({ length: 25 }, (): NewEvent => ({ type: "step.ready", stepId: "a" }));
  const { token } = await sharedRun({ told });
  const whole = await list(token);
  const pages = [];
  for (let before: number | null | undefined; before !== null;) {
    const page = await list(token, { limit: 10, ...(before && { before }) });
    expect(page.events.length).toBeLessThanOrEqual(10);
    pages.unshift(page.events);
    before = page.before;
  }
  expect(pages.length).toBeGreaterThan(3);
  expect(pages.flat()).toEqual(whole.events);
  for (const page of [{ limit: 5_001 }, { limit: 0 }, { before: 0 }, { before: Number.NaN }])
    expect(await codeOf(list(token, page))).toBe("invalid");
});

test("begins with what is left when earlier events were deleted", async () => {
  const { token, workspaceId, runId } = await sharedRun();
  expect(await list(token)).toMatchObject({ before: null, cut: false });
  const place = { workspaceId, topic: runTopic(runId) };
  const { seq: last } = await db.event.findFirstOrThrow({ where: place, orderBy: { seq: "desc" } });
  expect(await list(token, { limit: Number(last) - 2 })).toMatchObject({ before: 3, cut: false });
  await db.event.deleteMany({ where: { ...place, seq: { lte: 2 } } });
  const { events, ...page } = await list(token);
  expect(events.length).toBeGreaterThan(0);
  expect(page).toEqual({ before: null, cut: true });
  // Deleted after the page behind them was fetched.
  const before = await firstSeq(db, workspaceId, runTopic(runId));
  expect(before).toBeGreaterThan(1);
  expect(await list(token, { before })).toEqual({ events: [], before: null, cut: true });
  await db.event.deleteMany({ where: place });
  expect(await list(token)).toEqual({ events: [], before: null, cut: true });
});

test("tells nothing by a link that has ended, or whose run goes on or is shown otherwise", async () => {
  const { ctx, token, link, workspaceId, runId } = await sharedRun();
  const where = { workspaceId_id: { workspaceId, id: runId } };
  await db.run.update({ where, data: { status: "running" } });
  expect(await codeOf(list(token))).toBe("not_found");
  await db.run.update({ where, data: { status: "succeeded" } });
  expect(await codeOf(list(token))).toBe("ok");
  expect(await codeOf(openShare({ ctx: reader, input: { token } }))).toBe("ok");
  await revokeShareLink({ ctx, input: { linkId: link.id } });
  expect(await codeOf(list(token))).toBe("not_found");
  expect(await codeOf(list("x".repeat(43)))).toBe("not_found");
});
