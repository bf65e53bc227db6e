import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  isInitializeRequest,
  isJSONRPCNotification,
  isJSONRPCRequest,
  JSONRPCMessageSchema,
  type JSONRPCMessage,
  type RequestId,
} from "@modelcontextprotocol/sdk/types.js";
import type { Credential } from "../http/credentials.ts";
import type { GuardedFetch } from "../http/guarded-fetch.ts";
import { OutboundError } from "../http/outbound-error.ts";
import { mediaTypeOf } from "../web/body-text.ts";
import { serverSentData } from "./server-sent-data.ts";

/** Most bytes of one answer of a server, with all that it tells on the way. */
const MOST_BYTES = 10_000_000;
/** A server that answers at the end of its work sends no headers before; the step's time is the limit. */
const LONGEST_MS = 86_400_000;
/** How long each part of taking leave may take: what is called off must end within a second. */
const LEAVE_MS = 400;
const MOST_SAID = 500;

/** An answer of the server's HTTP side that is no success. */
export class HttpRefusal extends Error {
  readonly response: Response;
  readonly says: string;

  constructor(response: Response, says: string) {
    super(`The server answered with the status ${response.status}.`);
    this.response = response;
    this.says = says;
  }
}

/** What a transport over HTTP needs. */
export type HttpMeans = { url: string; http: GuardedFetch; secrets: readonly Credential[] };

/**
 * Talks to a server by streamable HTTP, through the guarded client. The SDK's own transport would do so too, and leaves a request waiting
 * for ever when its stream breaks off; here sending a request ends when its answer has been read, so that it fails with its stream.
 * Nothing is listened for between requests: what a server does unasked concerns nobody here.
 */
export class HttpTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  sessionId?: string;
  readonly #means: HttpMeans;
  readonly #over = new AbortController();
  readonly #requests = new Map<RequestId, AbortController>();
  /** Words to the server that nobody waits any more, under way. */
  readonly #callingOff = new Set<Promise<void>>();
  #version: string | null = null;

  constructor(means: HttpMeans) {
    this.#means = means;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  setProtocolVersion(version: string): void {
    this.#version = version;
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (isJSONRPCNotification(message) && message.method === "notifications/cancelled") {
      const telling = this.#callOff(message, message.params?.["requestId"] as RequestId);
      this.#callingOff.add(telling);
      return telling.finally(() => this.#callingOff.delete(telling));
    }
    if (!isJSONRPCRequest(message)) return this.#post(message, this.#over.signal);
    const own = new AbortController();
    this.#requests.set(message.id, own);
    try {
      await this.#post(message, AbortSignal.any([own.signal, this.#over.signal]));
    } finally {
      this.#requests.delete(message.id);
    }
  }

  async #callOff(message: JSONRPCMessage, id: RequestId): Promise<void> {
    // Told first: a server that only sees the connection go may carry on with its work.
    await this.#post(message, AbortSignal.timeout(LEAVE_MS)).catch((cause: unknown) =>
      this.onerror?.(asError(cause)),
    );
    this.#requests.get(id)?.abort(new Error("The request was taken back."));
  }

  async #post(message: JSONRPCMessage, signal: AbortSignal): Promise<void> {
    const { response, url } = await this.#fetch("POST", JSON.stringify(message), signal);
    if (isInitializeRequest(message)) {
      const session = response.headers.get("mcp-session-id");
      if (session !== null) this.sessionId = session;
    }
    if (!response.ok) throw new HttpRefusal(response, await textOf(response));
    const answered = isJSONRPCRequest(message) ? await this.#receive(response, message.id) : true;
    if (!isJSONRPCRequest(message)) await response.body?.cancel();
    if (answered) return;
    const broken = new OutboundError(
      "broken_off",
      `${new URL(url).host} ended its answer before it was complete.`,
    );
    broken.sent = true;
    throw broken;
  }

  /** @returns whether the answer to this request was among what came */
  async #receive(response: Response, id: RequestId): Promise<boolean> {
    const type = mediaTypeOf(response.headers.get("content-type"));
    let answered = false;
    const take = (text: string) => {
      const message = JSONRPCMessageSchema.safeParse(parsed(text));
      if (!message.success) {
        this.onerror?.(new Error("The server sent something that is no message."));
        return;
      }
      answered ||= "id" in message.data && message.data.id === id && !("method" in message.data);
      this.onmessage?.(message.data);
    };
    if (type === "application/json") take(await response.text());
    else if (type === "text/event-stream" && response.body !== null) {
      for await (const data of serverSentData(response.body)) {
        if (data !== "") take(data);
        // A server may leave the stream open behind its answer.
        if (answered) break;
      }
    } else {
      await response.body?.cancel();
      throw new HttpRefusal(response, `Its answer is of the type “${type.slice(0, 100)}”.`);
    }
    return answered;
  }

  #fetch(method: "POST" | "DELETE", body: string | null, signal: AbortSignal) {
    const { url, http, secrets } = this.#means;
    return http(url, {
      method,
      ...(body !== null && { body }),
      headers: {
        ...(body !== null && { "content-type": "application/json" }),
        accept: "application/json, text/event-stream",
        ...(this.sessionId !== undefined && { "mcp-session-id": this.sessionId }),
        ...(this.#version !== null && { "mcp-protocol-version": this.#version }),
      },
      redirect: "manual",
      signal,
      secrets,
      limits: { headersMs: LONGEST_MS, totalMs: null, bodyBytes: MOST_BYTES },
    });
  }

  /** Takes leave, so that the server need not keep the session, and ends whatever is still under way. */
  async close(): Promise<void> {
    await Promise.all(this.#callingOff);
    if (this.#over.signal.aborted) return;
    this.#over.abort(new Error("The connection was closed."));
    if (this.sessionId !== undefined) {
      await this.#fetch("DELETE", null, AbortSignal.timeout(LEAVE_MS))
        .then(({ response }) => response.body?.cancel())
        .catch((cause: unknown) => this.onerror?.(asError(cause)));
    }
    this.onclose?.();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function textOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => "");
  return text.replace(/\s+/g, " ").trim().slice(0, MOST_SAID);
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
