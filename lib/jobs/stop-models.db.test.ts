import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createLogger } from "#lib/config/logger.ts";
import { abortRun } from "#lib/services/abort-run.ts";
import { getRun } from "#lib/services/get-run.ts";
import { rejectReplan } from "#lib/services/reject-replan.ts";
import { requestReplan } from "#lib/services/request-replan.ts";
import { chatWorld } from "#lib/testing/chat-world.ts";
import { testDb } from "#lib/testing/database.ts";
import { startRawServer } from "#lib/testing/fake-models.ts";
import { newMember } from "#lib/testing/members.ts";
import { connectPlanner } from "#lib/testing/planner-model.ts";
import { seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { proposeReplanJob } from "./propose-replan.ts";

// What a person stops, the model's server hears of: the request is closed, and nothing is written of what it would have said.

const database = await testDb();
const { prisma: db, pool } = database;
const deps = { db, pool, log: createLogger("test") };

beforeAll(() => {
  vi.stubEnv("DATABASE_URL", database.url);
  vi.stubEnv("PLANWRIGHT_ENCRYPTION_KEY", "e".repeat(48));
});
afterAll(() => {
  vi.unstubAllEnvs();
});

/** A model's server that never says anything: `asked` when a request has come, `left` when its client has gone. */
async function silentServer() {
  const asked = Promise.withResolvers<ServerResponse>();
  const left = Promise.withResolvers<void>();
  const server = await startRawServer((request, response) => {
    request.resume();
    request.on("end", () => asked.resolve(response));
    response.on("close", () => left.resolve());
  });
  return { ...server, asked: asked.promise, left: left.promise };
}

async function replanning() {
  const server = await silentServer();
  const { ctx, workspaceId } = await newMember(db);
  await connectPlanner(ctx, `${server.address}/v1`);
  const { runId } = await seedRun(db, testGraph(["a", "b"], ["a>b"]), { workspaceId });
  const ask = () => requestReplan({ ctx, input: { runId, note: "remove Step b" } });
  const { replanId } = await ask();
  const job = { id: "1", attempts: 1 };
  const done = proposeReplanJob(deps, { workspaceId, runId, replanId }, { job });
  await server.asked;
  const status = async () => (await db.replan.findFirstOrThrow({ where: { id: replanId } })).status;
  return { server, ctx, workspaceId, runId, replanId, ask, done, status };
}

test("a replan that is stopped while it is planned", async () => {
  const { server, ctx, runId, replanId, done, status } = await replanning();
  await rejectReplan({ ctx, input: { runId, replanId } });
  await Promise.all([server.left, done]);
  expect(await status()).toBe("rejected");
  await server.close();
});

test("a replan in whose place another one is asked for", async () => {
  const { server, done, ask, status } = await replanning();
  await ask();
  await Promise.all([server.left, done]);
  expect(await status()).toBe("void");
  await server.close();
});

test("a replan of a run that is aborted", async () => {
  const { server, ctx, runId, done, status } = await replanning();
  await abortRun({ ctx, input: { runId } });
  await Promise.all([server.left, done]);
  expect(await status()).toBe("void");
  expect((await getRun({ ctx, input: { runId } })).replan?.explanation).toMatch(/run ended/);
  await server.close();
});

test("a message that is taken back while it is read", async () => {
  const server = await silentServer();
  const world = await chatWorld(database);
  await connectPlanner(world.member.ctx, `${server.address}/v1`);
  const { answerId } = await world.send("drop the podcast");
  const done = world.answer(answerId);
  await server.asked;
  await world.reject(answerId);
  await Promise.all([server.left, done]);
  const row = await db.chatMessage.findFirstOrThrow({ where: { id: answerId } });
  expect(row).toMatchObject({ status: "rejected", text: "" });
  await server.close();
});

test("a worker that stops gives the job back, and the replan is still to be planned", async () => {
  const { server, workspaceId, runId, replanId, done, status, ctx } = await replanning();
  const stop = new AbortController();
  const again = proposeReplanJob(
    deps,
    { workspaceId, runId, replanId },
    { job: { id: "2", attempts: 2 }, abortSignal: stop.signal },
  );
  stop.abort(new Error("the worker stops"));
  await expect(again).rejects.toThrow("the worker stops");
  expect(await status()).toBe("planning");
  await rejectReplan({ ctx, input: { runId, replanId } });
  await done;
  await server.close();
});
