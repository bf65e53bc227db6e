import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import type { Argument } from "#lib/domain/step.ts";
import type { SideEffect } from "#lib/domain/tool.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { approveMcpTool } from "#lib/services/approve-mcp-tool.ts";
import { approveRequest } from "#lib/services/approve-request.ts";
import { listMcpServers } from "#lib/services/list-mcp-servers.ts";
import { listTools } from "#lib/services/list-tools.ts";
import { recordMcpServer } from "#lib/services/record-mcp-server.ts";
import { saveMcpServer } from "#lib/services/save-mcp-server.ts";
import { startRun } from "#lib/services/start-run.ts";
import { switchMcpServer } from "#lib/services/switch-mcp-server.ts";
import { withdrawMcpTool } from "#lib/services/withdraw-mcp-tool.ts";
import { testDb } from "#lib/testing/database.ts";
import { mcpCommand } from "#lib/testing/mcp-servers.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedPlan, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { UNATTENDED } from "#lib/testing/tool-result.ts";
import { McpProcesses } from "#lib/tools/mcp/processes.ts";
import { workerWithin } from "./worker-within.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 30_000, interval: 20 };
vi.setConfig({ testTimeout: 120_000 });
const commands = { odd: mcpCommand("odd"), everything: mcpCommand("everything") };
const processes = new McpProcesses(commands);
const stop = workerWithin(url, [], { processes });
afterAll(async () => {
  await stop();
  await processes.close();
});

beforeAll(() => {
  vi.stubEnv("PLANWRIGHT_MCP_SERVERS", JSON.stringify(commands));
  return () => vi.unstubAllEnvs();
});

let { ctx, workspaceId } = await newMember(db);
beforeEach(async () => {
  ({ ctx, workspaceId } = await newMember(db));
});

/** Adds a server, reads it, and approves some of its tools. */
async function serverWith(name: "odd" | "everything", approved: Record<string, SideEffect>): Promise<string> {
  const { id: serverId } = await saveMcpServer({ ctx, input: { id: null, name, url: null } });
  const { reading } = await db.mcpServer.findFirstOrThrow({ where: { id: serverId } });
  const { http, secret } = UNATTENDED;
  const signIn = () => {
    throw new Error("Nobody signs in anywhere.");
  };
  const means = { processes, http: () => http, secret: (_: string, of: string) => secret(of), signIn };
  const { signal } = new AbortController();
  const input = { serverId, readingId: reading ?? "" };
  await recordMcpServer({ ctx, input, means: { ...means, signal } });
  const { servers } = await listMcpServers({ ctx, input: {} });
  for (const [tool, sideEffect] of Object.entries(approved)) {
    const view = servers[0]?.tools.find((one) => one.name === tool);
    await approveMcpTool({ ctx, input: { serverId, name: tool, hash: view?.hash ?? "", sideEffect } });
  }
  return serverId;
}

async function run(...tools: [tool: string, args?: Record<string, Argument>][]) {
  const steps = tools.map(([tool, args = {}], at) => testStep(`step-${at}`, { tool, args }));
  const arrows = steps.slice(1).map((_, at) => `step-${at}>step-${at + 1}`);
  const planId = await seedPlan(db, workspaceId, testGraph(steps, arrows));
  const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: newId() } });
  const view = async (id: string) => (await stepViews(db, { workspaceId, runId }, [id]))[0];
  return {
    settles: (id: string, expected: object) => expect.poll(() => view(id), WAIT).toMatchObject(expected),
  };
}

const literal = (value: number): Argument => ({ kind: "literal", value });

test("an approved tool asks by default, is called when that is approved, and its output counts as from outside", async () => {
  await serverWith("everything", { "get-sum": "once" });
  const steps = await run(["mcp.everything.get-sum", { a: literal(1), b: literal(2) }]);
  await steps.settles("step-0", { status: "waiting", waitingFor: "approval" });
  const { id, request } = await db.approval.findFirstOrThrow({ where: { workspaceId, status: "pending" } });
  expect(request).toMatchObject({ kind: "call", tool: "mcp.everything.get-sum", args: { a: 1, b: 2 } });
  await approveRequest({ ctx, input: { approvalId: id } });
  await steps.settles("step-0", {
    status: "succeeded",
    summary: "The sum of 1 and 2 is 3.",
  });
  const spec = (await listTools({ ctx, input: {} })).find(({ name }) => name === "mcp.everything.get-sum");
  expect(spec).toMatchObject({ outside: true, sideEffect: "once", unavailable: null });
});

test("what an owner says only reads is called at once, and its arguments are checked before the run", async () => {
  await serverWith("everything", { "get-sum": "read" });
  const steps = await run(["mcp.everything.get-sum", { a: literal(2), b: literal(2) }]);
  await steps.settles("step-0", { status: "succeeded", summary: "The sum of 2 and 2 is 4." });
  await expect(run(["mcp.everything.get-sum", { a: literal(2) }])).rejects.toMatchObject({ code: "invalid" });
});

test("nobody can plan or run what nobody approved, or what is approved no more", async () => {
  const serverId = await serverWith("everything", { echo: "read" });
  const names = async () => (await listTools({ ctx, input: {} })).map(({ name }) => name);
  expect(await names()).toContain("mcp.everything.echo");
  expect(await names()).not.toContain("mcp.everything.get-sum");
  await expect(run(["mcp.everything.get-sum"])).rejects.toMatchObject({ code: "invalid" });
  await withdrawMcpTool({ ctx, input: { serverId, name: "echo" } });
  expect(await names()).not.toContain("mcp.everything.echo");
  const other = (await newMember(db)).ctx;
  expect((await listTools({ ctx: other, input: {} })).some(({ name }) => name.startsWith("mcp."))).toBe(
    false,
  );
});

test("a tool that changes while a run is under way is not called, and its server is read anew", async () => {
  const serverId = await serverWith("odd", { change: "read", pids: "read" });
  const steps = await run(["mcp.odd.change"], ["mcp.odd.pids"]);
  await steps.settles("step-1", { status: "failed", error: { code: "tool_changed" } });
  expect(await db.mcpServer.findFirst({ where: { id: serverId } })).toMatchObject({ state: "reading" });
});

test("a call that its server died in waits for a person when it must not be repeated, and fails when it may be", async () => {
  await serverWith("odd", { die: "read" });
  const reading = await run(["mcp.odd.die"]);
  await reading.settles("step-0", { status: "failed", error: { retryable: true } });
  const { servers } = await listMcpServers({ ctx, input: {} });
  const [server] = servers;
  const hash = server?.tools.find(({ name }) => name === "die")?.hash ?? "";
  await approveMcpTool({
    ctx,
    input: { serverId: server?.id ?? "", name: "die", hash, sideEffect: "once" },
  });
  const once = await run(["mcp.odd.die"]);
  await once.settles("step-0", { status: "waiting", waitingFor: "approval" });
  const { id } = await db.approval.findFirstOrThrow({ where: { workspaceId, status: "pending" } });
  await approveRequest({ ctx, input: { approvalId: id } });
  await once.settles("step-0", { status: "waiting", waitingFor: "decision" });
});

test("a tool of a server that is switched off cannot be run", async () => {
  const serverId = await serverWith("everything", { echo: "read" });
  await switchMcpServer({ ctx, input: { serverId, enabled: false } });
  const [spec] = (await listTools({ ctx, input: {} })).filter(({ name }) => name === "mcp.everything.echo");
  expect(spec?.unavailable).toContain("switched off");
});
