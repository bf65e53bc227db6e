import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { Policy } from "#lib/domain/policy.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { approveMcpTool } from "#lib/services/approve-mcp-tool.ts";
import { connectMcpServer } from "#lib/services/connect-mcp-server.ts";
import { finishMcpSignIn } from "#lib/services/finish-mcp-sign-in.ts";
import { listMcpServers } from "#lib/services/list-mcp-servers.ts";
import { recordMcpServer } from "#lib/services/record-mcp-server.ts";
import { retryStep } from "#lib/services/retry-step.ts";
import { saveMcpServer } from "#lib/services/save-mcp-server.ts";
import { savePolicy } from "#lib/services/save-policy.ts";
import { startRun } from "#lib/services/start-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedPlan, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { startSignedInServer } from "#lib/testing/signed-in-mcp-server.ts";
import { McpProcesses } from "#lib/tools/mcp/processes.ts";
import { mcpReading } from "./mcp-reading.ts";
import { workerWithin } from "./worker-within.ts";

vi.setConfig({ testTimeout: 120_000 });
const WAIT = { timeout: 30_000, interval: 20 };
const { prisma: db, url } = await testDb();
const web = await startSignedInServer();
const processes = new McpProcesses({});
vi.stubEnv("PLANWRIGHT_OUTBOUND_ALLOW", web.host);
vi.stubEnv("PLANWRIGHT_ENCRYPTION_KEY", "k".repeat(40));
beforeAll(() => () => vi.unstubAllEnvs());
const stop = workerWithin(url, [], { processes });
afterAll(async () => {
  await stop();
  await processes.close();
  await web.close();
});

test("a step calls a tool behind a sign-in; one whose sign-in has ended says what to do, and works when that was done", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const domains = { publicRead: true, hosts: [web.host] };
  await savePolicy({ ctx, input: { from: 0, policy: Policy.parse({ domains }), summary: "" } });
  const signIn = { clientId: "", clientSecret: "" };
  const { id: serverId } = await saveMcpServer({
    ctx,
    input: { id: null, name: "tools", url: web.url, signIn },
  });
  const signInNow = async () => {
    const from = { sessionId: "s", redirectUri: "https://plans.example/back" };
    const { url: to } = await connectMcpServer({ ctx, input: { serverId }, from });
    const body = new URLSearchParams({ answer: "allow" });
    const { headers } = await fetch(to, { method: "POST", body, redirect: "manual" });
    const back = Object.fromEntries(new URL(headers.get("location") ?? "").searchParams);
    expect(await finishMcpSignIn({ ctx, input: { state: "", ...back }, session: "s" })).toEqual({
      signedIn: true,
    });
  };
  await signInNow();
  const { reading } = await db.mcpServer.findFirstOrThrow({ where: { id: serverId } });
  const means = { ...mcpReading(db, processes), signal: new AbortController().signal };
  await recordMcpServer({ ctx, input: { serverId, readingId: reading ?? "" }, means });
  const hash = (await listMcpServers({ ctx, input: {} })).servers[0]?.tools[0]?.hash ?? "";
  await approveMcpTool({ ctx, input: { serverId, name: "hello", hash, sideEffect: "read" } });

  const run = async () => {
    const step = testStep("hello", { tool: "mcp.tools.hello", args: {} });
    const planId = await seedPlan(db, workspaceId, testGraph([step], []));
    const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: newId() } });
    const settles = (expected: object) =>
      expect
        .poll(async () => (await stepViews(db, { workspaceId, runId }, ["hello"]))[0], WAIT)
        .toMatchObject(expected);
    return { runId, settles };
  };
  const first = await run();
  await first.settles({ status: "succeeded", summary: "Hello, Bearer •••" });
  const [steps, calls] = await Promise.all([
    db.stepRun.findMany({ where: { workspaceId }, select: { output: true, summary: true } }),
    db.toolCall.findMany({ where: { workspaceId }, select: { result: true, summary: true, args: true } }),
  ]);
  const kept = JSON.stringify([steps, calls]);
  expect(kept).toContain("Hello, Bearer");
  expect(web.oauth.issued.filter((token) => kept.includes(token))).toEqual([]);
  // Run out at the server, which the worker did not expect: renewed, and asked again.
  web.oauth.expireAccess();
  await (await run()).settles({ status: "succeeded" });
  expect(web.oauth.done["refresh"]).toBe(1);

  web.oauth.revokeAll();
  const third = await run();
  await third.settles({
    status: "failed",
    error: {
      code: "sign_in_needed",
      message: expect.stringContaining(
        "An owner must sign in at the MCP server “tools” under Settings",
      ) as string,
    },
  });
  await signInNow();
  await retryStep({ ctx, input: { runId: third.runId, stepId: "hello" } });
  await third.settles({ status: "succeeded" });
});
