import type { McpCommand } from "#lib/config/env.ts";
import { abortable } from "../abortable.ts";
import { ToolError } from "../contract.ts";
import { McpConnection } from "./connection.ts";
import { connectFailure } from "./failure.ts";
import { StdioTransport } from "./stdio-transport.ts";

/** How long a server that nobody uses is kept. */
const IDLE_MS = 300_000;
const MOST_SERVERS = 32;

/** A server's process, while somebody uses it or may use it again. */
type Entry = {
  transport: StdioTransport;
  connection: Promise<McpConnection>;
  users: number;
  idle: NodeJS.Timeout | null;
};

/** A server for one piece of work. `release` must be called when that is over. */
export type HeldServer = { connection: McpConnection; said: () => string; release: () => void };

/**
 * The MCP servers that are processes of ours. Each workspace that uses one has a process of its own, so that what a server keeps in
 * memory stays with it. It is started when it is needed, shared by all that needs it, started anew after it has ended, and ended when
 * nobody has used it for a while.
 */
export class McpProcesses {
  readonly #commands: Readonly<Record<string, McpCommand>>;
  readonly #idleMs: number;
  readonly #entries = new Map<string, Entry>();
  #over = false;

  /** @param commands what may be started, by name */
  constructor(commands: Readonly<Record<string, McpCommand>>, idleMs = IDLE_MS) {
    this.#commands = commands;
    this.#idleMs = idleMs;
  }

  /**
   * A connection to a workspace's process of a server.
   * @throws ToolError `server_unavailable`, `not_configured`; the signal's reason
   */
  async hold(workspaceId: string, server: string, signal: AbortSignal): Promise<HeldServer> {
    const key = `${workspaceId} ${server}`;
    const entry = this.#entries.get(key) ?? this.#start(key, workspaceId, server);
    entry.users++;
    if (entry.idle) clearTimeout(entry.idle);
    let held = true;
    const release = () => {
      if (!held) return;
      held = false;
      entry.users--;
      if (entry.users === 0) this.#letRest(key, entry);
    };
    const said = () => entry.transport.said;
    try {
      return { connection: await abortable(signal, () => entry.connection), said, release };
    } catch (cause) {
      release();
      signal.throwIfAborted();
      throw connectFailure(cause, { server, said: said(), now: new Date() });
    }
  }

  #start(key: string, workspaceId: string, server: string): Entry {
    const command = Object.hasOwn(this.#commands, server) ? this.#commands[server] : undefined;
    if (!command || this.#over) {
      const message = `This installation does not start an MCP server “${server}”.`;
      throw new ToolError("not_configured", message);
    }
    this.#makeRoom();
    const transport = new StdioTransport(inWorkspace(command, workspaceId));
    const entry: Entry = {
      transport,
      connection: McpConnection.open(transport, new AbortController().signal),
      users: 0,
      idle: null,
    };
    this.#entries.set(key, entry);
    const forget = () => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      if (entry.idle) clearTimeout(entry.idle);
    };
    entry.connection.then((connection) => connection.whenClosed(forget), forget);
    return entry;
  }

  /** @throws ToolError `server_unavailable` when every server is in use */
  #makeRoom(): void {
    if (this.#entries.size < MOST_SERVERS) return;
    const resting = [...this.#entries].find(([, { users }]) => users === 0);
    if (!resting) {
      const message = `There are ${MOST_SERVERS} MCP servers at work already.`;
      throw new ToolError("server_unavailable", message, { retryable: true, retryAfterSeconds: 10 });
    }
    this.#end(...resting);
  }

  #letRest(key: string, entry: Entry): void {
    if (this.#entries.get(key) !== entry) return;
    entry.idle = setTimeout(() => this.#end(key, entry), this.#idleMs);
    entry.idle.unref();
  }

  #end(key: string, entry: Entry): void {
    this.#entries.delete(key);
    if (entry.idle) clearTimeout(entry.idle);
    void entry.transport.close();
  }

  /** Ends every server; done when all are over. */
  async close(): Promise<void> {
    this.#over = true;
    const open = [...this.#entries.values()];
    this.#entries.clear();
    for (const { idle } of open) if (idle) clearTimeout(idle);
    await Promise.all(open.map(({ transport }) => transport.close()));
  }
}

/** What a command says of "{workspace}" is the id of the workspace that uses it: a folder or a file of its own, for example. */
function inWorkspace({ command, args, env, cwd }: McpCommand, workspaceId: string): McpCommand {
  const fill = (text: string) => text.replaceAll("{workspace}", workspaceId);
  return {
    command,
    args: args.map(fill),
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)])),
    ...(cwd !== undefined && { cwd: fill(cwd) }),
  };
}
