import type { ServerResponse } from "node:http";
import { afterAll, describe, expect, test, vi } from "vitest";
import type { McpPlace } from "#lib/domain/mcp.ts";
import { startCuttingProxy } from "#lib/testing/cutting-proxy.ts";
import { startRawServer } from "#lib/testing/fake-models.ts";
import { approvingBy, callContext, callTool, textOf } from "#lib/testing/mcp-calls.ts";
import { startHttpServer } from "#lib/testing/mcp-servers.ts";
import { startSignedInServer } from "#lib/testing/signed-in-mcp-server.ts";
import type { ToolContext } from "../contract.ts";
import { guardedFetch } from "../http/guarded-fetch.ts";
import { McpProcesses } from "./processes.ts";

vi.setConfig({ testTimeout: 60_000 });

const approve = approvingBy({
  processes: new McpProcesses({}),
  signIn: null,
  onChanged: () => Promise.resolve(),
});

describe("over streamable HTTP", async () => {
  const server = await startHttpServer();
  afterAll(() => server.stop());
  const place: McpPlace = { kind: "http", url: server.url, secret: null };
  const allowed = (hosts = [server.host]) =>
    guardedFetch({ domains: { publicRead: false, hosts }, local: hosts });
  const http = callContext({ http: allowed() });

  test("the everything server is called through the guarded client", async () => {
    const { tool } = await approve("web", "echo", { place, with: http });
    expect(textOf(await callTool(tool, { message: "hello" }, http))).toBe("Echo: hello");
    expect(tool.reaches).toEqual({ kind: "hosts", hosts: [server.host], writes: true, posts: true });
  });

  test("it goes nowhere that the policy does not name", async () => {
    const { tool } = await approve("web", "echo", { place, with: http });
    const call = callTool(tool, { message: "hello" }, callContext({ http: allowed([]) }));
    await expect(call).rejects.toMatchObject({ code: "domain_not_allowed" });
  });

  test("progress is a sign of life, and an abort ends the call", async () => {
    const { tool } = await approve("web", "trigger-long-running-operation", { place, with: http });
    const stop = new AbortController();
    const heartbeat = vi.fn(() => stop.abort(new Error("enough")));
    const means = callContext({ http: allowed(), signal: stop.signal, heartbeat });
    await expect(callTool(tool, { duration: 600, steps: 6_000 }, means)).rejects.toThrow("enough");
    expect(heartbeat).toHaveBeenCalled();
  });
});

describe("a stream that breaks off", () => {
  const through = (host: string, changes: Partial<ToolContext> = {}) =>
    callContext({
      http: guardedFetch({ domains: { publicRead: false, hosts: [host] }, local: [host] }),
      ...changes,
    });

  test("in the middle of a call is taken up again, and the call goes on", async () => {
    const server = await startSignedInServer({ open: true });
    const place: McpPlace = { kind: "http", url: server.url, secret: null };
    const heartbeat = vi.fn(() => server.cut());
    const { tool } = await approve("web", "wait", { place, with: through(server.host) });
    const call = callTool(tool, {}, through(server.host, { heartbeat }));
    await vi.waitFor(() => expect(server.resumed()).toBe(1), { timeout: 30_000 });
    server.release();
    expect(textOf(await call)).toBe("Done");
    expect(heartbeat).toHaveBeenCalledOnce();
    expect(server.calls()).toBe(1);
    await server.close();
  });

  test("with the everything server's answer in it gives it all the same", async () => {
    const server = await startHttpServer();
    const cutting = await startCuttingProxy(server.url);
    const place: McpPlace = { kind: "http", url: cutting.url, secret: null };
    const { tool } = await approve("web", "echo", { place, with: through(cutting.host) });
    expect(textOf(await callTool(tool, { message: "hello" }, through(cutting.host)))).toBe("Echo: hello");
    expect(cutting.cuts()).toBe(1);
    await cutting.close();
    await server.stop();
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
      callContext({
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
    expect(textOf(await callTool(bare.tool, {}, bare.means()))).toBe("Done");
    expect([...bare.authorisations]).toEqual(["Bearer s3cret"]);
    await expect(callTool(bare.tool, {}, bare.means(["other.example"]))).rejects.toMatchObject({
      code: "credential_not_bound",
    });
    await bare.close();
  });

  test("that says what it was asked with gives it to nobody", async () => {
    const bare = await serve((response, id) => {
      const result = { content: [{ type: "text", text: `You are s3cret, or ${btoa("s3cret")}.` }] };
      response
        .setHeader("content-type", "application/json")
        .end(JSON.stringify({ jsonrpc: "2.0", id, result }));
    });
    const said = await callTool(bare.tool, {}, bare.means());
    expect(said).toMatchObject({ output: { text: "You are •••, or •••." }, summary: "You are •••, or •••." });
    await bare.close();
    const refusing = await serve((response) => void response.writeHead(400).end("No s3cret"));
    await expect(callTool(refusing.tool, {}, refusing.means())).rejects.toMatchObject({
      message: expect.stringContaining("No •••") as string,
    });
    await refusing.close();
  });

  test("is told that nobody waits any more", async () => {
    const stop = new AbortController();
    const bare = await serve(() => stop.abort(new Error("enough")));
    const call = callTool(bare.tool, {}, { ...bare.means(), signal: stop.signal });
    await expect(call).rejects.toThrow("enough");
    expect(bare.methods.slice(-2)).toEqual(["tools/call", "notifications/cancelled"]);
    await bare.close();
  });

  test.each([
    ["breaks off", (response: ServerResponse) => void response.destroy()],
    [
      "breaks off its stream, and does not let it be taken up again",
      (response: ServerResponse) =>
        void response
          .setHeader("content-type", "text/event-stream")
          .write("id: 7\nretry: 1\ndata:\n\n", () => response.destroy()),
    ],
    [
      "ends its stream without the answer",
      (response: ServerResponse) =>
        void response.setHeader("content-type", "text/event-stream").end(": nothing\n\n"),
    ],
    ["fails", (response: ServerResponse) => void response.writeHead(500).end("Broken")],
  ])("that %s leaves the outcome unknown", async (_, onCall) => {
    const bare = await serve(onCall);
    await expect(callTool(bare.tool, {}, bare.means())).rejects.toMatchObject({ name: "UnknownOutcome" });
    await bare.close();
  });

  test.each([
    [401, { code: "not_authorised", retryable: false }],
    [404, { code: "session_over", retryable: true }],
    [429, { code: "rate_limited", retryable: true }],
  ])("that answers %i has done nothing", async (status, error) => {
    const bare = await serve((response) => void response.writeHead(status).end());
    await expect(callTool(bare.tool, {}, bare.means())).rejects.toMatchObject({
      name: "ToolError",
      ...error,
    });
    await bare.close();
  });
});
