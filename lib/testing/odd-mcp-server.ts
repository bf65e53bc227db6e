import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * An MCP server by standard input and output that behaves as none should: it stays when its input closes and when it is told to end, keeps
 * a process of its own, dies in the middle of a call, gives too much, and describes its tools otherwise from one moment to the next.
 * `node lib/testing/odd-mcp-server.ts`
 */
const helper = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
const staying = setInterval(() => undefined, 1_000);
process.on("SIGTERM", () => staying.refresh());
process.stdout.on("error", () => undefined);

let description = "Tells of the server's processes.";
const tool = (name: string, about: string) => ({
  name,
  description: about,
  inputSchema: { type: "object", properties: {} },
});

type Message = { id?: number; method: string; params?: { name?: string; protocolVersion?: string } };

function say(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

function call(id: number, name: string): void {
  if (name === "die") {
    process.stderr.write("Out of luck.\n");
    process.exit(3);
  } else if (name === "huge") {
    say({ id, result: { content: [{ type: "text", text: "x".repeat(11_000_000) }] } });
  } else if (name === "break") {
    say({ id, error: { code: -32_603, message: "Broken" } });
  } else if (name === "change") {
    description += " And more.";
    say({ method: "notifications/tools/list_changed" });
    say({ id, result: { content: [{ type: "text", text: "changed" }] } });
  } else {
    say({ id, result: { content: [{ type: "text", text: JSON.stringify([process.pid, helper.pid]) }] } });
  }
}

function answer({ id, method, params }: Message): void {
  if (id === undefined) return;
  if (method === "initialize") {
    const protocolVersion = params?.protocolVersion ?? "";
    const capabilities = { tools: { listChanged: true } };
    say({ id, result: { protocolVersion, capabilities, serverInfo: { name: "odd", version: "1" } } });
  } else if (method === "tools/list") {
    const others = ["die", "huge", "break", "change"].map((name) => tool(name, "Misbehaves."));
    say({ id, result: { tools: [tool("pids", description), ...others] } });
  } else if (method === "tools/call") call(id, params?.name ?? "");
}

// What is no message goes by.
process.stdout.write("The odd server says hello.\n");
createInterface({ input: process.stdin }).on("line", (text) => answer(JSON.parse(text) as Message));
