import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import type { McpPlace } from "#lib/domain/mcp.ts";
import type { SideEffect } from "#lib/domain/tool.ts";
import { isAlive, mcpCommand, startHttpServer } from "#lib/testing/mcp-servers.ts";
import { startRawServer } from "#lib/testing/fake-models.ts";
import { resultOf, UNATTENDED } from "#lib/testing/tool-result.ts";
import type { Tool, ToolContext } from "../contract.ts";
import { guardedFetch } from "../http/guarded-fetch.ts";
import type { ApprovedTool } from "./approved-tool.ts";
import { hashOf } from "./definition.ts";
import { withServer } from "./mcp-server.ts";
import { mcpTool } from "./mcp-tool.ts";
import { McpProcesses } from "./processes.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(path.join(os.tmpdir(), "planwright-mcp-"));
afterAll(() => rmSync(folder, { recursive: true }));

const processes = new McpProcesses({
  everything: mcpCommand("everything"),
  files: mcpCommand("filesystem", [folder]),
  memory: mcpCommand("memory", [], { MEMORY_FILE_PATH: path.join(folder, "memory-{workspace}.jsonl") }),
  odd: mcpCommand("odd"),
  missing: { command: path.join(folder, "no-such-program"), args: [], env: {} },
  silent: {
    command: process.execPath,
    args: ["-e", "console.error('No licence.'); process.exit(1)"],
    env: {},
  },
});
afterAll(() => processes.close());

const COMMAND: McpPlace = { kind: "command" };

function context(changes: Partial<ToolContext> = {}): ToolContext {
  return {
    ...UNATTENDED,
    workspaceId: "w1",
    runId: "r",
    stepId: "s",
    goal: null,
    origins: [],
    now: new Date(0),
    signal: new AbortController().signal,
    idempotencyKey: "k",
    heartbeat: () => undefined,
    missing: [],
    asking: () => Promise.reject(new Error("It asks no model.")),
    write: () => undefined,
    db: {} as ToolContext["db"],
    ...changes,
  };
}

const changed = vi.fn(() => Promise.resolve());
const door = { processes, onChanged: changed };

/** A tool of a server as it is now, approved. */
async function approve(
  server: string,
  name: string,
  {
    place = COMMAND,
    with: means = context(),
    ...rest
  }: { place?: McpPlace; with?: ToolContext; sideEffect?: SideEffect } = {},
): Promise<{ tool: Tool; approved: ApprovedTool }> {
  const { tools } = await withServer(
    { workspaceId: means.workspaceId, name: server, place },
    { ...means, processes },
    (connection) => connection.listTools(means.signal),
  );
  const definition = tools.find((each) => each.name === name);
  if (!definition) throw new Error(`${server} has no ${name}.`);
  const hash = hashOf(definition);
  const approved: ApprovedTool = {
    name: `mcp.${server}.${name}`,
    server: { name: server, place, enabled: true },
    definition,
    approvedHash: hash,
    offeredHash: hash,
    sideEffect: "once",
    ...rest,
  };
  return { tool: mcpTool(approved, door), approved };
}

const run = async (tool: Tool, args: object, means = context()) => resultOf(tool.run(args, means));
const gone = (pids: readonly number[]) =>
  vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 30_000 });
const textOf = ({ output }: { output: unknown }) => (output as { text: string }).text;

describe("the everything server", () => {
  test("lists its tools and gives texts, structures and pictures", async () => {
    const echo = await approve("everything", "echo");
    expect(textOf(await run(echo.tool, { message: "hello" }))).toBe("Echo: hello");
    const weather = await approve("everything", "get-structured-content");
    const { output } = await run(weather.tool, { location: "Chicago" });
    expect(weather.tool.output.safeParse(output).success).toBe(true);
    expect(output).toMatchObject({ temperature: expect.any(Number) as number });
    const picture = await approve("everything", "get-tiny-image");
    expect(await run(picture.tool, {})).toMatchObject({
      output: { files: [{ name: "image-1.png", mediaType: "image/png", encoding: "base64" }] },
    });
  });

  test("gets nothing of this process's environment but what programs need", async () => {
    vi.stubEnv("DATABASE_URL", "postgresql://secret@localhost/db");
    const { tool } = await approve("everything", "get-env", { with: context({ workspaceId: "fresh" }) });
    const text = textOf(await run(tool, {}, context({ workspaceId: "fresh" })));
    vi.unstubAllEnvs();
    expect(text).toContain("PATH");
    expect(text).not.toContain("DATABASE_URL");
  });

  test("refuses wrong arguments, before it is asked and when it is", async () => {
    const { tool } = await approve("everything", "get-sum");
    expect(tool.input.safeParse({ a: "one", b: 2 }).success).toBe(false);
    expect(tool.input.safeParse({ a: 1, b: 2 }).data).toEqual({ a: 1, b: 2 });
    await expect(run(tool, { a: "one" })).rejects.toMatchObject({ retryable: false });
  });

  test("says while it works that it lives, and stops when nobody waits any more", async () => {
    const { tool } = await approve("everything", "trigger-long-running-operation");
    const stop = new AbortController();
    const heartbeat = vi.fn(() => stop.abort(new Error("enough")));
    const call = run(tool, { duration: 600, steps: 60_000 }, context({ signal: stop.signal, heartbeat }));
    await expect(call).rejects.toThrow("enough");
    expect(heartbeat).toHaveBeenCalled();
  });
});

test("the filesystem server writes and reads below its folder, and nowhere else", async () => {
  const write = await approve("files", "write_file");
  await run(write.tool, { path: path.join(folder, "note.txt"), content: "A note" });
  expect(readFileSync(path.join(folder, "note.txt"), "utf8")).toBe("A note");
  const read = await approve("files", "read_text_file", { sideEffect: "read" });
  expect(await run(read.tool, { path: path.join(folder, "note.txt") })).toMatchObject({
    output: { content: "A note" },
  });
  await expect(run(read.tool, { path: "/etc/hostname" })).rejects.toMatchObject({
    code: "tool_failed",
    message: expect.stringContaining("denied") as string,
  });
});

test("the memory server keeps a graph for each workspace by itself", async () => {
  const entities = [{ name: "Refill", entityType: "topic", observations: ["saves tubs"] }];
  const create = await approve("memory", "create_entities");
  await run(create.tool, { entities });
  const graph = await approve("memory", "read_graph", { sideEffect: "read" });
  expect(await run(graph.tool, {})).toMatchObject({ output: { entities } });
  expect(await run(graph.tool, {}, context({ workspaceId: "w2" }))).toMatchObject({
    output: { entities: [] },
  });
  expect(existsSync(path.join(folder, "memory-w1.jsonl"))).toBe(true);
});

describe("a server that misbehaves", () => {
  const pidsOf = async (tool: Tool) => JSON.parse(textOf(await run(tool, {}))) as [number, number];

  test("that dies in a call leaves its outcome unknown, says why, and is there again for the next", async () => {
    const [die, pids] = [await approve("odd", "die"), await approve("odd", "pids")];
    const before = await pidsOf(pids.tool);
    await expect(run(die.tool, {})).rejects.toMatchObject({
      name: "UnknownOutcome",
      message: "The MCP server “odd” ended in the middle of the call. It said: Out of luck.",
    });
    const after = await pidsOf(pids.tool);
    expect(after[0]).not.toBe(before[0]);
    // What it had started is gone with it.
    await gone(before);
  });

  test("that gives too much, or breaks, leaves its outcome unknown", async () => {
    const [huge, broken] = [await approve("odd", "huge"), await approve("odd", "break")];
    await expect(run(huge.tool, {})).rejects.toMatchObject({
      name: "UnknownOutcome",
      message: expect.stringContaining("more than 10 MB") as string,
    });
    await expect(run(broken.tool, {})).rejects.toMatchObject({ name: "UnknownOutcome" });
  });

  test("that describes a tool otherwise than it was approved is not called, and an owner is told", async () => {
    const [pids, change] = [await approve("odd", "pids"), await approve("odd", "change")];
    await run(change.tool, {});
    changed.mockClear();
    await expect(run(pids.tool, {})).rejects.toMatchObject({ code: "tool_changed", retryable: false });
    expect(changed).toHaveBeenCalledOnce();
    const gone = mcpTool(
      { ...pids.approved, definition: { ...pids.approved.definition, name: "gone" } },
      door,
    );
    await expect(run(gone, {})).rejects.toMatchObject({ code: "tool_gone" });
  });

  test("that ends for nobody is ended with all that it started", async () => {
    const own = new McpProcesses({ odd: mcpCommand("odd") });
    const { signal } = new AbortController();
    const { connection, release } = await own.hold("w", "odd", signal);
    const result = await connection.callTool("pids", {}, { signal, onProgress: () => undefined });
    const pids = JSON.parse(result.content[0]?.type === "text" ? result.content[0].text : "") as number[];
    expect(pids.filter(isAlive)).toEqual(pids);
    release();
    await own.close();
    await gone(pids);
  });

  test.each(["SIGKILL", "SIGTERM"] as const)("ends when its holder is ended by %s", async (how) => {
    const holder = spawn(process.execPath, [path.join(import.meta.dirname, "../../testing/mcp-holder.ts")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const told = Promise.withResolvers<number[]>();
    holder.stdout.once("data", (said: Buffer) => told.resolve(JSON.parse(said.toString()) as number[]));
    const pids = await told.promise;
    expect(pids.filter(isAlive)).toEqual(pids);
    holder.kill(how);
    await gone(pids);
  });

  test("that cannot be started, or ends at once, can be tried again", async () => {
    const hold = (name: string) => processes.hold("w1", name, new AbortController().signal);
    await expect(hold("missing")).rejects.toMatchObject({ code: "server_unavailable", retryable: true });
    await expect(hold("silent")).rejects.toMatchObject({
      code: "server_unavailable",
      message: "The MCP server “silent” did not answer. It said: No licence.",
    });
    await expect(hold("unheard-of")).rejects.toMatchObject({ code: "not_configured", retryable: false });
  });
});

test("a server that nobody uses is ended after a while, and begins anew when it is needed", async () => {
  const own = new McpProcesses({ odd: mcpCommand("odd") }, 1);
  const { signal } = new AbortController();
  const first = await own.hold("w", "odd", signal);
  const over = new Promise<void>((resolve) => first.connection.whenClosed(resolve));
  first.release();
  await over;
  const second = await own.hold("w", "odd", signal);
  expect(second.connection.closed).toBe(false);
  second.release();
  await own.close();
});

describe("over streamable HTTP", async () => {
  const server = await startHttpServer();
  afterAll(() => server.stop());
  const place: McpPlace = { kind: "http", url: server.url, secret: null };
  const allowed = (hosts = [server.host]) =>
    guardedFetch({ domains: { publicRead: false, hosts }, local: hosts });
  const http = context({ http: allowed() });

  test("the everything server is called through the guarded client", async () => {
    const { tool } = await approve("web", "echo", { place, with: http });
    expect(textOf(await run(tool, { message: "hello" }, http))).toBe("Echo: hello");
    expect(tool.reaches).toEqual({ kind: "hosts", hosts: [server.host], writes: true });
  });

  test("it goes nowhere that the policy does not name", async () => {
    const { tool } = await approve("web", "echo", { place, with: http });
    const call = run(tool, { message: "hello" }, context({ http: allowed([]) }));
    await expect(call).rejects.toMatchObject({ code: "domain_not_allowed" });
  });

  test("progress is a sign of life, and an abort ends the call", async () => {
    const { tool } = await approve("web", "trigger-long-running-operation", { place, with: http });
    const stop = new AbortController();
    const heartbeat = vi.fn(() => stop.abort(new Error("enough")));
    const means = context({ http: allowed(), signal: stop.signal, heartbeat });
    await expect(run(tool, { duration: 600, steps: 6_000 }, means)).rejects.toThrow("enough");
    expect(heartbeat).toHaveBeenCalled();
  });
});

describe("a server over HTTP", () => {
  /** What a server gets and how it answers its only tool's call. */
  async function serve(onCall: (response: ServerResponse, id: number) => void) {
    const authorisations = new Set<string | undefined>();
    const methods: string[] = [];
    const raw = await startRawServer((request, response) => {
      authorisations.add(request.headers.authorization);
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const { id, method } = (text === "" ? {} : JSON.parse(text)) as { id?: number; method?: string };
        const give = (result: object) =>
          response
            .setHeader("content-type", "application/json")
            .end(JSON.stringify({ jsonrpc: "2.0", id, result }));
        methods.push(method ?? request.method ?? "");
        if (id === undefined) response.writeHead(202).end();
        else if (method === "initialize") {
          const serverInfo = { name: "bare", version: "1" };
          give({ protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo });
        } else if (method === "tools/list")
          give({ tools: [{ name: "do", inputSchema: { type: "object" } }] });
        else onCall(response, id);
      });
    });
    const host = new URL(raw.address).host;
    const secret = { name: "key", header: "Authorization", prefix: "Bearer " };
    const means = (hosts = [host]) =>
      context({
        http: guardedFetch({ domains: { publicRead: false, hosts: [host] }, local: [host] }),
        secret: () => Promise.resolve({ value: "s3cret", hosts }),
      });
    const place: McpPlace = { kind: "http", url: `${raw.address}/mcp`, secret };
    const { tool } = await approve("bare", "do", { place, with: means() });
    return { tool, means, authorisations, methods, close: raw.close };
  }

  test("gets its secret with every request, and only where that is for it", async () => {
    const bare = await serve((response, id) =>
      response
        .setHeader("content-type", "text/event-stream")
        .end(
          `event: message\ndata: {"jsonrpc":"2.0","id":${id},\ndata: "result":{"content":[{"type":"text","text":"Done"}]}}\n\n`,
        ),
    );
    expect(textOf(await run(bare.tool, {}, bare.means()))).toBe("Done");
    expect([...bare.authorisations]).toEqual(["Bearer s3cret"]);
    await expect(run(bare.tool, {}, bare.means(["other.example"]))).rejects.toMatchObject({
      code: "credential_not_bound",
    });
    await bare.close();
  });

  test("is told that nobody waits any more", async () => {
    const stop = new AbortController();
    const bare = await serve(() => stop.abort(new Error("enough")));
    const call = run(bare.tool, {}, { ...bare.means(), signal: stop.signal });
    await expect(call).rejects.toThrow("enough");
    expect(bare.methods.slice(-2)).toEqual(["tools/call", "notifications/cancelled"]);
    await bare.close();
  });

  test.each([
    ["breaks off", (response: ServerResponse) => void response.destroy()],
    [
      "ends its stream without the answer",
      (response: ServerResponse) =>
        void response.setHeader("content-type", "text/event-stream").end(": nothing\n\n"),
    ],
    ["fails", (response: ServerResponse) => void response.writeHead(500).end("Broken")],
  ])("that %s leaves the outcome unknown", async (_, onCall) => {
    const bare = await serve(onCall);
    await expect(run(bare.tool, {}, bare.means())).rejects.toMatchObject({ name: "UnknownOutcome" });
    await bare.close();
  });

  test.each([
    [401, { code: "not_authorised", retryable: false }],
    [404, { code: "session_over", retryable: true }],
    [429, { code: "rate_limited", retryable: true }],
  ])("that answers %i has done nothing", async (status, error) => {
    const bare = await serve((response) => void response.writeHead(status).end());
    await expect(run(bare.tool, {}, bare.means())).rejects.toMatchObject({ name: "ToolError", ...error });
    await bare.close();
  });
});
