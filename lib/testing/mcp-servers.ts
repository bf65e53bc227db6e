import { createRequire } from "node:module";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { McpCommand } from "#lib/config/env.ts";
import { freePort } from "#lib/launch/free-port.ts";

const require = createRequire(import.meta.url);

/** The real reference servers and one that misbehaves, as an installation's configuration names them. */
export const MCP_PROGRAMS = {
  everything: require.resolve("@modelcontextprotocol/server-everything/dist/index.js"),
  filesystem: require.resolve("@modelcontextprotocol/server-filesystem/dist/index.js"),
  memory: require.resolve("@modelcontextprotocol/server-memory/dist/index.js"),
  odd: path.join(import.meta.dirname, "odd-mcp-server.ts"),
  /** Over HTTP; a person must sign in there. */
  signedIn: path.join(import.meta.dirname, "signed-in-mcp-program.ts"),
} as const;

/** A command that starts one of them. */
export function mcpCommand(
  program: keyof typeof MCP_PROGRAMS,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): McpCommand {
  return { command: process.execPath, args: [MCP_PROGRAMS[program], ...args], env: { ...env } };
}

/** A server over HTTP on loopback, as a process of its own. */
export type HttpServer = { url: string; host: string; stop: () => Promise<void> };

/** The everything server over streamable HTTP. */
export async function startHttpServer(): Promise<HttpServer> {
  const port = await freePort();
  return startProgram([MCP_PROGRAMS.everything, "streamableHttp"], port);
}

/** A server over HTTP where a person must sign in. */
export function startSignInProgram(port: number): Promise<HttpServer> {
  return startProgram([MCP_PROGRAMS.signedIn, String(port)], port);
}

/** Starts a program that says on its standard error when it listens. */
async function startProgram(args: readonly string[], port: number): Promise<HttpServer> {
  const child = spawn(process.execPath, args, {
    env: { NODE_ENV: "production", PORT: String(port) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  const listening = new Promise<void>((resolve) => {
    child.stderr.on("data", (said: Buffer) => {
      if (said.includes("listening")) resolve();
    });
  });
  await Promise.race([
    listening,
    ended.then(() => Promise.reject(new Error("The server ended before it listened."))),
  ]);
  const host = `127.0.0.1:${port}`;
  return {
    host,
    url: `http://${host}/mcp`,
    stop: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Whether a process lives; one that has ended and that nobody has looked after yet does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync("/proc/self/stat") || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
