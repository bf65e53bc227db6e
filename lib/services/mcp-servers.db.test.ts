import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Id } from "#lib/domain/ids.ts";
import type { McpServerView } from "#lib/domain/mcp.ts";
import { readMcpServerJob } from "#lib/jobs/read-mcp-server.ts";
import type { JobDeps } from "#lib/jobs/job.ts";
import { createLogger } from "#lib/config/logger.ts";
import { testDb } from "#lib/testing/database.ts";
import { mcpCommand, startHttpServer } from "#lib/testing/mcp-servers.ts";
import { startSignedInServer } from "#lib/testing/signed-in-mcp-server.ts";
import { newMember } from "#lib/testing/members.ts";
import { ToolError } from "#lib/tools/contract.ts";
import { guardedFetch, type GuardedFetch } from "#lib/tools/http/guarded-fetch.ts";
import { approvedTools } from "#lib/tools/mcp/approved-tools.ts";
import { McpProcesses } from "#lib/tools/mcp/processes.ts";
import { giveUpJobs } from "#lib/worker/give-up-jobs.ts";
import { beginDueReadings } from "./mcp/begin-reading.ts";
import { approveMcpTool } from "./approve-mcp-tool.ts";
import { deleteMcpServer } from "./delete-mcp-server.ts";
import { listMcpServers } from "./list-mcp-servers.ts";
import { refreshMcpServer } from "./refresh-mcp-server.ts";
import { saveMcpServer } from "./save-mcp-server.ts";
import { switchMcpServer } from "./switch-mcp-server.ts";
import { withdrawMcpTool } from "./withdraw-mcp-tool.ts";

const { prisma, pool } = await testDb();
const commands = { odd: mcpCommand("odd"), everything: mcpCommand("everything") };
const processes = new McpProcesses(commands);
const web = await startHttpServer();
afterAll(async () => {
  await processes.close();
  await web.stop();
});

const hosts = [web.host];
const http: GuardedFetch = (...request) =>
  guardedFetch({ domains: { publicRead: false, hosts }, local: hosts })(...request);
const deps: JobDeps = {
  db: prisma,
  pool,
  log: createLogger("test"),
  mcp: {
    processes,
    http: () => http,
    secret: (_, name) => Promise.reject(new ToolError("no_secret", `There is no secret “${name}”.`)),
    signIn: () => {
      throw new Error("Nobody signs in anywhere.");
    },
  },
};

beforeAll(() => {
  vi.stubEnv("PLANWRIGHT_MCP_SERVERS", JSON.stringify(commands));
  return () => vi.unstubAllEnvs();
});

let { ctx, workspaceId } = await newMember(prisma);
beforeEach(async () => {
  ({ ctx, workspaceId } = await newMember(prisma));
});

/** Carries out the reading that waits for a server, as a worker would. */
async function read(serverId: string): Promise<void> {
  const [job] = await prisma.$queryRaw<{ payload: unknown }[]>`
    select payload from graphile_worker._private_jobs where key = ${`read-mcp-server:${serverId}`}`;
  await readMcpServerJob(deps, job?.payload, { job: { id: "1", attempts: 1 } });
  await prisma.$executeRaw`select graphile_worker.remove_job(${`read-mcp-server:${serverId}`})`;
}

async function server(id: string): Promise<McpServerView> {
  const found = (await listMcpServers({ ctx, input: {} })).servers.find((one) => one.id === id);
  if (!found) throw new Error("It is not listed.");
  return found;
}

async function added(name: string, url: string | null = null): Promise<Id> {
  const { id } = await saveMcpServer({ ctx, input: { id: null, name, url } });
  await read(id);
  return id;
}

const toolOf = async (id: string, name: string) => {
  const found = (await server(id)).tools.find((tool) => tool.name === name);
  if (!found) throw new Error(`There is no tool ${name}.`);
  return found;
};
const approve = async (serverId: string, name: string) =>
  approveMcpTool({
    ctx,
    input: { serverId, name, hash: (await toolOf(serverId, name)).hash ?? "", sideEffect: "read" },
  });

describe("adding a server", () => {
  test("has its tools read, all of them new and once", async () => {
    expect((await listMcpServers({ ctx, input: {} })).commands).toEqual(["odd", "everything"]);
    const { id } = await saveMcpServer({ ctx, input: { id: null, name: "everything", url: null } });
    expect(await server(id)).toMatchObject({ state: "reading", tools: [], place: { kind: "command" } });
    await read(id);
    const { state, about, tools } = await server(id);
    expect({ state, about }).toEqual({
      state: "ready",
      about: expect.stringContaining("everything") as string,
    });
    expect(tools.length).toBeGreaterThan(5);
    for (const tool of tools)
      expect(tool).toMatchObject({ status: "new", sideEffect: "once", problem: null });
    expect(await approvedTools(prisma, workspaceId)).toEqual([]);
    expect((await listMcpServers({ ctx, input: {} })).commands).toEqual(["odd"]);
  });

  test("over HTTP goes through the guarded client", async () => {
    const id = await added("web", web.url);
    expect(await server(id)).toMatchObject({ state: "ready", place: { kind: "http", secret: null } });
    expect((await server(id)).tools.length).toBeGreaterThan(5);
  });

  test("that cannot be reached says why, and can be tried again", async () => {
    const id = await added("away", "http://127.0.0.1:9/mcp");
    const { state, message } = await server(id);
    expect(state).toBe("failed");
    expect(message).toContain("127.0.0.1");
    await refreshMcpServer({ ctx, input: { serverId: id } });
    expect((await server(id)).state).toBe("reading");
  });

  test("with a secret that is not there says so", async () => {
    const secret = { name: "key", header: "Authorization", prefix: "Bearer " };
    const { id } = await saveMcpServer({ ctx, input: { id: null, name: "web", url: web.url, secret } });
    await read(id);
    expect((await server(id)).message).toBe("There is no secret “key”.");
    await saveMcpServer({ ctx, input: { id, name: "web", url: web.url, secret: null } });
    await read(id);
    expect((await server(id)).state).toBe("ready");
  });

  test("that wants a sign-in which nobody has chosen for it says so", async () => {
    const signedIn = await startSignedInServer();
    hosts.push(signedIn.host);
    const id = await added("tools", signedIn.url);
    expect(await server(id)).toMatchObject({
      state: "failed",
      signIn: null,
      message: expect.stringContaining("it asks for a sign-in") as string,
    });
    await signedIn.close();
  });

  test("is told who asks by a secret or by a sign-in, not by both", async () => {
    const secret = { name: "key", header: "Authorization", prefix: "Bearer " };
    const wish = { id: null, name: "a", url: "https://a.example" };
    const signIn = { clientId: "", clientSecret: "" };
    const both = saveMcpServer({ ctx, input: { ...wish, secret, signIn } });
    await expect(both).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["secret"] }] });
    const alone = saveMcpServer({ ctx, input: { ...wish, signIn: { clientId: "", clientSecret: "hush" } } });
    await expect(alone).rejects.toMatchObject({
      code: "invalid",
      issues: [{ path: ["signIn", "clientId"] }],
    });
  });

  test.each([
    ["name", { name: "Two words", url: "https://a.example" }],
    ["name", { name: "no-such-command", url: null }],
    ["name", { name: "constructor", url: null }],
    ["url", { name: "a", url: "file:///etc/passwd" }],
    ["url", { name: "a", url: "https://user:pass@a.example" }],
  ])("is refused at its %s", async (field, wish) => {
    const saved = saveMcpServer({ ctx, input: { id: null, ...wish } });
    await expect(saved).rejects.toMatchObject({ code: "invalid", issues: [{ path: [field] }] });
  });

  test("of a name that is taken is refused, and so is another address under the old name", async () => {
    const { id } = await saveMcpServer({ ctx, input: { id: null, name: "a", url: "https://a.example" } });
    const again = saveMcpServer({ ctx, input: { id: null, name: "a", url: "https://b.example" } });
    await expect(again).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["name"] }] });
    const moved = saveMcpServer({ ctx, input: { id, name: "a", url: "https://b.example" } });
    await expect(moved).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["url"] }] });
  });
});

describe("a tool", () => {
  test("is approved as it was looked at, with what it does to the world", async () => {
    const id = await added("odd");
    await approve(id, "pids");
    expect(await toolOf(id, "pids")).toMatchObject({ status: "approved", sideEffect: "read" });
    expect(await approvedTools(prisma, workspaceId)).toMatchObject([
      { name: "mcp.odd.pids", sideEffect: "read", server: { name: "odd" } },
    ]);
    const other = { serverId: id, name: "die", hash: "another", sideEffect: "once" as const };
    await expect(approveMcpTool({ ctx, input: other })).rejects.toMatchObject({ code: "conflict" });
  });

  test("that its server describes otherwise stays what was approved, and waits for an owner", async () => {
    const id = await added("odd");
    await approve(id, "pids");
    const before = await toolOf(id, "pids");
    const { signal } = new AbortController();
    const held = await processes.hold(workspaceId, "odd", signal);
    await held.connection.callTool("change", {}, { signal, onProgress: () => undefined });
    held.release();
    await refreshMcpServer({ ctx, input: { serverId: id } });
    await read(id);
    const after = await toolOf(id, "pids");
    expect(after).toMatchObject({ status: "changed", approved: before.approved });
    expect(after.offered?.description).toBe(`${before.offered?.description ?? ""} And more.`);
    const stale = { serverId: id, name: "pids", hash: before.hash ?? "", sideEffect: "read" as const };
    await expect(approveMcpTool({ ctx, input: stale })).rejects.toMatchObject({ code: "conflict" });
    await approve(id, "pids");
    expect(await toolOf(id, "pids")).toMatchObject({ status: "approved", approved: after.offered });
  });

  test("that its server has no longer is gone, and forgotten when its approval is taken back", async () => {
    const id = await added("odd");
    await approve(id, "pids");
    const row = await prisma.mcpTool.findFirstOrThrow({ where: { serverId: id, name: "pids" } });
    for (const name of ["approved-once", "never-approved"]) {
      const approved = name === "approved-once";
      await prisma.mcpTool.create({
        data: {
          workspaceId,
          serverId: id,
          name,
          offered: row.offered ?? {},
          offeredHash: "h",
          ...(approved && { approved: row.approved ?? {}, approvedHash: "h" }),
        },
      });
    }
    await refreshMcpServer({ ctx, input: { serverId: id } });
    await read(id);
    const names = async () => (await server(id)).tools.map(({ name, status }) => `${name} ${status}`);
    expect(await names()).toContain("approved-once gone");
    expect(await names()).not.toContain("never-approved gone");
    await withdrawMcpTool({ ctx, input: { serverId: id, name: "approved-once" } });
    await withdrawMcpTool({ ctx, input: { serverId: id, name: "pids" } });
    expect(await names()).not.toContain("approved-once gone");
    expect(await toolOf(id, "pids")).toMatchObject({ status: "new", sideEffect: "once" });
  });
});

test("a reading that came too late changes nothing", async () => {
  const { id } = await saveMcpServer({ ctx, input: { id: null, name: "odd", url: null } });
  const late = await prisma.mcpServer.findFirstOrThrow({ where: { id } });
  await refreshMcpServer({ ctx, input: { serverId: id } });
  const payload = { workspaceId, serverId: id, readingId: late.reading };
  await readMcpServerJob(deps, payload, { job: { id: "1", attempts: 1 } });
  expect(await server(id)).toMatchObject({ state: "reading", tools: [] });
});

test("a server that is off is not read, and is read when it is switched on", async () => {
  const id = await added("odd");
  await switchMcpServer({ ctx, input: { serverId: id, enabled: false } });
  await expect(refreshMcpServer({ ctx, input: { serverId: id } })).rejects.toMatchObject({
    code: "conflict",
  });
  await switchMcpServer({ ctx, input: { serverId: id, enabled: true } });
  expect((await server(id)).state).toBe("reading");
});

test("a server that is removed takes its approvals with it", async () => {
  const id = await added("odd");
  await approve(id, "pids");
  await deleteMcpServer({ ctx, input: { serverId: id } });
  expect(await approvedTools(prisma, workspaceId)).toEqual([]);
  expect(await prisma.mcpTool.count({ where: { workspaceId } })).toBe(0);
});

test("a reading that nobody will do any more is told of", async () => {
  const { id } = await saveMcpServer({ ctx, input: { id: null, name: "odd", url: null } });
  await prisma.$executeRaw`select graphile_worker.remove_job(${`read-mcp-server:${id}`})`;
  await giveUpJobs(prisma);
  expect(await server(id)).toMatchObject({
    state: "failed",
    message: expect.stringContaining("again") as string,
  });
});

describe("a server that nobody has read for a while", () => {
  const dueSince = (id: string, dueAt: Date) =>
    prisma.mcpServer.update({ where: { workspaceId_id: { workspaceId, id } }, data: { dueAt } });
  const HOUR = 3_600_000;

  test("is read again by one of the workers that look, and what changed waits for an owner", async () => {
    const id = await added("odd");
    await approve(id, "pids");
    const { signal } = new AbortController();
    const held = await processes.hold(workspaceId, "odd", signal);
    await held.connection.callTool("change", {}, { signal, onProgress: () => undefined });
    held.release();
    expect(await beginDueReadings(prisma)).toBe(0);
    expect(await toolOf(id, "pids")).toMatchObject({ status: "approved" });
    await dueSince(id, new Date(0));
    const before = Date.now();
    const begun = await Promise.all([1, 2, 3, 4].map(() => beginDueReadings(prisma)));
    expect(begun.reduce((sum, one) => sum + one)).toBe(1);
    const { dueAt } = await prisma.mcpServer.findFirstOrThrow({ where: { id } });
    expect(dueAt.getTime()).toBeGreaterThanOrEqual(before + 0.8 * HOUR);
    expect(dueAt.getTime()).toBeLessThanOrEqual(Date.now() + 1.2 * HOUR);
    await read(id);
    expect(await toolOf(id, "pids")).toMatchObject({ status: "changed" });
    expect(await server(id)).toMatchObject({ state: "ready" });
  });

  test("is left alone while it is off, and while somebody reads it", async () => {
    const id = await added("odd");
    await switchMcpServer({ ctx, input: { serverId: id, enabled: false } });
    await dueSince(id, new Date(0));
    expect(await beginDueReadings(prisma)).toBe(0);
    await switchMcpServer({ ctx, input: { serverId: id, enabled: true } });
    const { reading } = await prisma.mcpServer.findFirstOrThrow({ where: { id } });
    await dueSince(id, new Date(0));
    expect(await beginDueReadings(prisma)).toBe(0);
    expect(await prisma.mcpServer.findFirst({ where: { id } })).toMatchObject({ reading });
  });
});
