import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { getDefaultEnvironment } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ReadBuffer, serializeMessage } from "@modelcontextprotocol/sdk/shared/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import type { McpCommand } from "#lib/config/env.ts";

/** Most bytes of one message of a server. */
const MOST_BYTES = 10_000_000;
/** How long a server may take to end after its standard input has closed, and then after it was told to. */
const GRACE_MS = 1_000;
/** Most that is kept of what a server says of its own troubles. */
const MOST_SAID = 2_000;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * Talks to a server that is a process of ours, by its standard input and output. The SDK's own transport ends only the process itself;
 * commands like `npx` start others, so this one gives each server a process group of its own and ends all of it: when it is closed, when
 * this process exits, and when this process is killed.
 */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #command: McpCommand;
  readonly #buffer = new ReadBuffer({ maxBufferSize: MOST_BYTES });
  #child: Child | null = null;
  #ended: Promise<void> = Promise.resolve();
  #said = "";

  /** @param command what to start, from the installation's configuration and from nowhere else */
  constructor(command: McpCommand) {
    this.#command = command;
  }

  /** The process group of the server while it runs. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** The last that the server said of its own troubles. */
  get said(): string {
    return this.#said.trim();
  }

  start(): Promise<void> {
    const { command, args, env, cwd } = this.#command;
    const child = spawn(command, args, {
      // Nothing of this process's own: the database's address and its keys are in its environment.
      env: { NODE_ENV: "production", ...getDefaultEnvironment(), ...env },
      cwd,
      stdio: ["pipe", "pipe", "pipe"],
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    const started = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    this.#ended = ended.promise;
    // What could not be started has no id.
    if (child.pid !== undefined) {
      this.#child = child;
      guard(child);
    }
    child.on("spawn", () => started.resolve());
    child.on("error", (cause) => {
      started.reject(cause);
      ended.resolve();
      this.onerror?.(cause);
    });
    child.on("exit", () => {
      // Whatever it started itself ends with it, even where that still holds its output open.
      killGroup(child, "SIGKILL");
      unguard(child);
    });
    child.on("close", () => {
      this.#child = null;
      ended.resolve();
      this.onclose?.();
    });
    child.stdin.on("error", (cause) => this.onerror?.(cause));
    child.stdout.on("data", (chunk: Buffer) => this.#read(chunk));
    child.stderr.on("data", (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString()).slice(-MOST_SAID);
    });
    return started.promise;
  }

  #read(chunk: Buffer): void {
    try {
      this.#buffer.append(chunk);
    } catch {
      this.#said = "It gave a message of more than 10 MB.";
      if (this.#child) killGroup(this.#child, "SIGKILL");
      return;
    }
    for (;;) {
      try {
        const message = this.#buffer.readMessage();
        if (message === null) return;
        this.onmessage?.(message);
      } catch (cause) {
        // A line that is no message: some servers greet on their standard output.
        this.onerror?.(cause instanceof Error ? cause : new Error(String(cause)));
      }
    }
  }

  send(message: JSONRPCMessage): Promise<void> {
    const child = this.#child;
    if (!child) return Promise.reject(new Error("The server's process has ended."));
    return new Promise((resolve, reject) => {
      child.stdin.write(serializeMessage(message), (cause) => (cause ? reject(cause) : resolve()));
    });
  }

  /** Ends the server and all that it started; done when it is over. */
  async close(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    child.stdin.end();
    const terminate = setTimeout(() => killGroup(child, "SIGTERM"), GRACE_MS);
    const kill = setTimeout(() => killGroup(child, "SIGKILL"), 2 * GRACE_MS);
    await this.#ended;
    clearTimeout(terminate);
    clearTimeout(kill);
  }
}

function killGroup({ pid }: Child, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // It is over already.
  }
}

/** Servers that run, each with the guard that outlives this process. */
const running = new Map<Child, ReturnType<typeof spawn> | null>();

/**
 * Has a server end with this process. Whatever way that ends, the other end of the guard's standard input closes then: the guard, a shell
 * that waits for nothing else, ends the server's group. Servers should end when their own input closes, and not all do.
 */
function guard(child: Child): void {
  if (running.size === 0) process.on("exit", killAll);
  running.set(child, null);
  if (process.platform === "win32" || child.pid === undefined) return;
  const script = 'while read -r line; do :; done; kill -KILL "-$1"';
  const shell = spawn("/bin/sh", ["-c", script, "sh", String(child.pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    env: { NODE_ENV: "production" },
    detached: true,
  });
  // Where there is no such shell, the server's own good manners have to do.
  shell.on("error", () => undefined);
  shell.stdin.on("error", () => undefined);
  shell.unref();
  running.set(child, shell);
}

function unguard(child: Child): void {
  running.get(child)?.kill("SIGKILL");
  running.delete(child);
  if (running.size === 0) process.off("exit", killAll);
}

function killAll(): void {
  for (const child of running.keys()) killGroup(child, "SIGKILL");
}
