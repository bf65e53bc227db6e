import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import {
  StreamableHTTPServerTransport,
  type EventStore,
} from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import { bodyOf, OauthServer } from "./oauth-server.ts";

/** Keeps what was sent on each stream, so that one that broke off can be taken up again. */
class Events implements EventStore {
  readonly #sent: { id: string; streamId: string; message: JSONRPCMessage }[] = [];

  storeEvent(streamId: string, message: JSONRPCMessage): Promise<string> {
    const id = `${streamId}_${this.#sent.length}`;
    this.#sent.push({ id, streamId, message });
    return Promise.resolve(id);
  }

  async replayEventsAfter(
    last: string,
    { send }: { send: (id: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const at = this.#sent.findIndex(({ id }) => id === last);
    const streamId = this.#sent[at]?.streamId ?? "";
    for (const event of this.#sent.slice(at + 1))
      if (event.streamId === streamId) await send(event.id, event.message);
    return streamId;
  }
}

/** A server over HTTP that wants a sign-in, and lets streams that broke off be taken up again. */
export type SignedInServer = {
  url: string;
  host: string;
  oauth: OauthServer;
  /** What it says of itself as what is protected, on top of what is true. */
  resource: Record<string, unknown>;
  /** Breaks off every stream that is open. */
  cut: () => void;
  /** Lets the calls of "wait" come to their end. */
  release: () => void;
  /** How often a stream was taken up again. */
  resumed: () => number;
  /** How often "wait" was called. */
  calls: () => number;
  close: () => Promise<void>;
};

/** Starts one on loopback. @param port a free one when left out */
export async function startSignedInServer({ port = 0, open = false } = {}): Promise<SignedInServer> {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const streams = new Set<ServerResponse>();
  const released = Promise.withResolvers<void>();
  const resource: Record<string, unknown> = {};
  let [resumed, calls] = [0, 0];
  const server = createServer((request, response) => {
    answer(request, response).catch((cause: unknown) => response.destroy(cause as Error));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const origin = `http://${host}`;
  const url = `${origin}/mcp`;
  const oauth = new OauthServer(origin);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", origin);
    if (pathname === "/.well-known/oauth-protected-resource/mcp") {
      const about = {
        resource: url,
        authorization_servers: [origin],
        scopes_supported: ["tools"],
        ...resource,
      };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(about));
      return;
    }
    if (pathname !== "/mcp") {
      if (!(await oauth.answer(request, response))) response.writeHead(404).end();
      return;
    }
    const token = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
    if (!open && !oauth.accepts(token, url)) {
      const about = `Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`;
      response.writeHead(401, { "www-authenticate": about }).end();
      return;
    }
    streams.add(response);
    response.on("close", () => streams.delete(response));
    if (request.headers["last-event-id"] !== undefined) resumed++;
    await (
      await transportOf(request)
    ).handleRequest(
      request,
      response,
      request.method === "POST" ? JSON.parse(await bodyOf(request)) : undefined,
    );
  }

  async function transportOf(request: IncomingMessage): Promise<StreamableHTTPServerTransport> {
    const known = sessions.get(String(request.headers["mcp-session-id"]));
    if (known) return known;
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: new Events(),
      onsessioninitialized: (id) => void sessions.set(id, transport),
    });
    const mcp = new McpServer({ name: "signed-in", version: "1" });
    // As careless servers do, it says what it was asked with.
    mcp.registerTool("hello", { description: "Says hello." }, ({ requestInfo }) => ({
      content: [{ type: "text", text: `Hello, ${String(requestInfo?.headers["authorization"])}` }],
    }));
    mcp.registerTool("wait", { description: "Waits until it is released." }, async (extra) => {
      calls++;
      const progressToken = extra._meta?.progressToken ?? "";
      await extra.sendNotification({
        method: "notifications/progress",
        params: { progressToken, progress: 1 },
      });
      await released.promise;
      return { content: [{ type: "text", text: "Done" }] };
    });
    await mcp.connect(transport);
    return transport;
  }

  return {
    url,
    host,
    oauth,
    resource,
    cut: () => {
      for (const stream of streams) stream.destroy();
    },
    release: () => released.resolve(),
    resumed: () => resumed,
    calls: () => calls,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
