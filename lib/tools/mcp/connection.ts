import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  CallToolResultSchema,
  ListToolsResultSchema,
  ToolListChangedNotificationSchema,
  type CallToolResult,
  type Tool as OfferedTool,
} from "@modelcontextprotocol/sdk/types.js";
import { JsonObject } from "#lib/domain/json.ts";
import type { McpDefinition } from "#lib/domain/mcp.ts";
import { storableLine, storableText } from "#lib/domain/text.ts";
import { abortable } from "../abortable.ts";
import { ToolError } from "../contract.ts";
import { hashOf, isKeepable } from "./definition.ts";

/** How long a server may take to begin, and to list its tools. */
const CONNECT_MS = 30_000;
/** Calls are ended by their step's time; the SDK needs a number. */
const LONGEST_MS = 86_400_000;
const MOST_TOOLS = 500;
const MOST_PAGES = 50;

/** What a server offers: its tools, the hash of each, and how many were left out because they cannot be kept or are too many. */
export type Offer = { tools: McpDefinition[]; hashes: ReadonlyMap<string, string>; leftOut: number };

/** A server that talks with us. */
export class McpConnection {
  readonly #client: Client;
  readonly #transport: Transport;
  #closed = false;
  #offer: Promise<Offer> | null = null;
  readonly #onClosed: (() => void)[] = [];

  private constructor(client: Client, transport: Transport) {
    this.#client = client;
    this.#transport = transport;
    // Asked for again when it is needed next.
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => this.forget());
    client.onclose = () => {
      this.#closed = true;
      for (const tell of this.#onClosed) tell();
    };
  }

  /**
   * Begins to talk with a server.
   * @throws what the transport throws, McpError; the signal's reason
   */
  static async open(transport: Transport, signal: AbortSignal): Promise<McpConnection> {
    const client = new Client({ name: "planwright", version: "1" }, { capabilities: {} });
    const connection = new McpConnection(client, transport);
    try {
      await whileWanted(signal, (own) => client.connect(transport, { timeout: CONNECT_MS, signal: own }));
      return connection;
    } catch (cause) {
      await transport.close();
      signal.throwIfAborted();
      throw cause;
    }
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Calls `tell` when the connection has ended, whoever ended it. */
  whenClosed(tell: () => void): void {
    if (this.#closed) tell();
    else this.#onClosed.push(tell);
  }

  /** What the server says it is. */
  get about(): string | null {
    const said = this.#client.getServerVersion();
    return said ? storableLine(`${said.name} ${said.version}`, 200) : null;
  }

  /** The tools that the server offers now; asked for once for all who want to know, until the server says that they have changed. */
  listTools(signal: AbortSignal): Promise<Offer> {
    this.#offer ??= this.#list().catch((cause: unknown) => {
      this.forget();
      throw cause;
    });
    const offer = this.#offer;
    return abortable(signal, () => offer);
  }

  async #list(): Promise<Offer> {
    const tools: McpDefinition[] = [];
    let leftOut = 0;
    let cursor: string | undefined;
    const names = new Set<string>();
    for (let page = 0; page < MOST_PAGES; page++) {
      const params = cursor === undefined ? {} : { cursor };
      const asked = { method: "tools/list" as const, params };
      const answer = await this.#client.request(asked, ListToolsResultSchema, { timeout: CONNECT_MS });
      for (const tool of answer.tools.map(definitionOf)) {
        if (names.has(tool.name)) continue;
        names.add(tool.name);
        if (tools.length >= MOST_TOOLS || !isKeepable(tool)) leftOut++;
        else tools.push(tool);
      }
      cursor = answer.nextCursor;
      if (cursor === undefined) break;
    }
    return { tools, hashes: new Map(tools.map((tool) => [tool.name, hashOf(tool)])), leftOut };
  }

  /** Has the tools asked for anew by whoever needs them next. */
  forget(): void {
    this.#offer = null;
  }

  /**
   * Makes sure that a tool is still what was approved, whatever the server said when that was read last.
   * @throws ToolError `tool_gone`, `tool_changed`
   */
  async require(name: string, hash: string, signal: AbortSignal): Promise<void> {
    const { hashes } = await this.listTools(signal);
    const now = hashes.get(name);
    if (now === hash) return;
    if (now === undefined) throw new ToolError("tool_gone", "The server does not have this tool any more.");
    const message =
      "The server describes this tool otherwise than when it was approved. An owner must look at it.";
    throw new ToolError("tool_changed", message);
  }

  /**
   * Calls a tool. When the signal aborts, the server is told that nobody waits any more.
   * @param onProgress called when the server says that it is still at it
   * @throws what {@link callFailure} makes something of; the signal's reason
   */
  async callTool(
    name: string,
    args: JsonObject,
    { signal, onProgress }: { signal: AbortSignal; onProgress: () => void },
  ): Promise<CallToolResult> {
    try {
      return await whileWanted(signal, (own) =>
        this.#client.request(
          { method: "tools/call", params: { name, arguments: args } },
          CallToolResultSchema,
          { signal: own, timeout: LONGEST_MS, onprogress: onProgress },
        ),
      );
    } catch (cause) {
      signal.throwIfAborted();
      throw cause;
    }
  }

  /** Ends the connection, and the server with it where it is a process of ours. */
  async close(): Promise<void> {
    await this.#transport.close();
  }
}

/** Makes a request under a signal of its own: the SDK goes on listening to one, and would take back what was answered long ago. */
async function whileWanted<T>(signal: AbortSignal, request: (own: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const own = new AbortController();
  const stop = () => own.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await request(own.signal);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function definitionOf(tool: OfferedTool): McpDefinition {
  const { annotations: hints = {} } = tool;
  const title = tool.title ?? hints.title;
  return {
    name: tool.name.toWellFormed(),
    title: title === undefined ? null : storableLine(title, 200),
    description: storableText(tool.description ?? "", 20_000),
    inputSchema: JsonObject.parse(tool.inputSchema),
    outputSchema: tool.outputSchema === undefined ? null : JsonObject.parse(tool.outputSchema),
    hints: {
      readOnly: hints.readOnlyHint ?? null,
      destructive: hints.destructiveHint ?? null,
      idempotent: hints.idempotentHint ?? null,
      openWorld: hints.openWorldHint ?? null,
    },
  };
}
