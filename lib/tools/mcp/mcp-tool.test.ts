import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { approvingBy, callContext, callTool, textOf } from "#lib/testing/mcp-calls.ts";
import { isAlive, mcpCommand } from "#lib/testing/mcp-servers.ts";
import type { Tool } from "../contract.ts";
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

const changed = vi.fn(() => Promise.resolve());
const door = { processes, signIn: null, onChanged: changed };
const approve = approvingBy(door);

const gone = (pids: readonly number[]) =>
  vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 30_000 });

describe("the everything server", () => {
  test("lists its tools and gives texts, structures and pictures", async () => {
    const echo = await approve("everything", "echo");
    expect(textOf(await callTool(echo.tool, { message: "hello" }))).toBe("Echo: hello");
    const weather = await approve("everything", "get-structured-content");
    const { output } = await callTool(weather.tool, { location: "Chicago" });
    expect(weather.tool.output.safeParse(output).success).toBe(true);
    expect(output).toMatchObject({ temperature: expect.any(Number) as number });
    const picture = await approve("everything", "get-tiny-image");
    expect(await callTool(picture.tool, {})).toMatchObject({
      output: { files: [{ name: "image-1.png", mediaType: "image/png", encoding: "base64" }] },
    });
  });

  test("gets nothing of this process's environment but what programs need", async () => {
    vi.stubEnv("DATABASE_URL", "postgresql://secret@localhost/db");
    const { tool } = await approve("everything", "get-env", { with: callContext({ workspaceId: "fresh" }) });
    const text = textOf(await callTool(tool, {}, callContext({ workspaceId: "fresh" })));
    vi.unstubAllEnvs();
    expect(text).toContain("PATH");
    expect(text).not.toContain("DATABASE_URL");
  });

  test("refuses wrong arguments, before it is asked and when it is", async () => {
    const { tool } = await approve("everything", "get-sum");
    expect(tool.input.safeParse({ a: "one", b: 2 }).success).toBe(false);
    expect(tool.input.safeParse({ a: 1, b: 2 }).data).toEqual({ a: 1, b: 2 });
    await expect(callTool(tool, { a: "one" })).rejects.toMatchObject({ retryable: false });
  });

  test("says while it works that it lives, and stops when nobody waits any more", async () => {
    const { tool } = await approve("everything", "trigger-long-running-operation");
    const stop = new AbortController();
    const heartbeat = vi.fn(() => stop.abort(new Error("enough")));
    const call = callTool(
      tool,
      { duration: 600, steps: 60_000 },
      callContext({ signal: stop.signal, heartbeat }),
    );
    await expect(call).rejects.toThrow("enough");
    expect(heartbeat).toHaveBeenCalled();
  });
});

test("the filesystem server writes and reads below its folder, and nowhere else", async () => {
  const write = await approve("files", "write_file");
  await callTool(write.tool, { path: path.join(folder, "note.txt"), content: "A note" });
  expect(readFileSync(path.join(folder, "note.txt"), "utf8")).toBe("A note");
  const read = await approve("files", "read_text_file", { sideEffect: "read" });
  expect(await callTool(read.tool, { path: path.join(folder, "note.txt") })).toMatchObject({
    output: { content: "A note" },
  });
  await expect(callTool(read.tool, { path: "/etc/hostname" })).rejects.toMatchObject({
    code: "tool_failed",
    message: expect.stringContaining("denied") as string,
  });
});

test("the memory server keeps a graph for each workspace by itself", async () => {
  const entities = [{ name: "Refill", entityType: "topic", observations: ["saves tubs"] }];
  const create = await approve("memory", "create_entities");
  await callTool(create.tool, { entities });
  const graph = await approve("memory", "read_graph", { sideEffect: "read" });
  expect(await callTool(graph.tool, {})).toMatchObject({ output: { entities } });
  expect(await callTool(graph.tool, {}, callContext({ workspaceId: "w2" }))).toMatchObject({
    output: { entities: [] },
  });
  expect(existsSync(path.join(folder, "memory-w1.jsonl"))).toBe(true);
});

describe("a server that misbehaves", () => {
  const pidsOf = async (tool: Tool) => JSON.parse(textOf(await callTool(tool, {}))) as [number, number];

  test("that dies in a call leaves its outcome unknown, says why, and is there again for the next", async () => {
    const [die, pids] = [await approve("odd", "die"), await approve("odd", "pids")];
    const before = await pidsOf(pids.tool);
    await expect(callTool(die.tool, {})).rejects.toMatchObject({
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
    await expect(callTool(huge.tool, {})).rejects.toMatchObject({
      name: "UnknownOutcome",
      message: expect.stringContaining("more than 10 MB") as string,
    });
    await expect(callTool(broken.tool, {})).rejects.toMatchObject({ name: "UnknownOutcome" });
  });

  test("that describes a tool otherwise than it was approved is not called, and an owner is told", async () => {
    const [pids, change] = [await approve("odd", "pids"), await approve("odd", "change")];
    await callTool(change.tool, {});
    changed.mockClear();
    await expect(callTool(pids.tool, {})).rejects.toMatchObject({ code: "tool_changed", retryable: false });
    expect(changed).toHaveBeenCalledOnce();
    const gone = mcpTool(
      { ...pids.approved, definition: { ...pids.approved.definition, name: "gone" } },
      door,
    );
    await expect(callTool(gone, {})).rejects.toMatchObject({ code: "tool_gone" });
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
