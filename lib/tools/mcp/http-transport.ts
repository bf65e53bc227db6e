import { setTimeout as pause } from "node:timers/promises";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  isInitializeRequest,
  isJSONRPCNotification,
  isJSONRPCRequest,
  JSONRPCMessageSchema,
  type JSONRPCMessage,
  type RequestId,
} from "@modelcontextprotocol/sdk/types.js";
import { withoutValues } from "#lib/domain/secret-text.ts";
import { ToolError } from "../contract.ts";
import type { Credential } from "../http/credentials.ts";
import type { Fetched, GuardedFetch } from "../http/guarded-fetch.ts";
import { OutboundError } from "../http/outbound-error.ts";
import { mediaTypeOf } from "../web/body-text.ts";
import { serverSentEvents, type StreamPosition } from "./server-sent-events.ts";
import type { SignIn } from "./sign-in/sign-in.ts";

/** Most bytes of one answer of a server, with all that it tells on the way. */
const MOST_BYTES = 10_000_000;
/** A server that answers at the end of its work sends no headers before; the step's time is the limit. */
const LONGEST_MS = 86_400_000;
/** How long each part of taking leave may take: what is called off must end within a second. */
const LEAVE_MS = 400;
const MOST_SAID = 500;
/** Pauses before a stream is taken up again where the server asks for none, as many as may fail one after the other. */
const PAUSES_MS = [0, 500, 1_000, 2_000, 4_000];
/** Whatever pause a server asks for; the first time it need not be waited. */
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 60_000;

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
export type HttpMeans = {
  url: string;
  http: GuardedFetch;
  secrets: readonly Credential[];
  /** Values that are taken out of what the server answers: some say what they were asked with. */
  hidden: readonly string[];
  /** Null: nobody signs in at the server. */
  signIn: SignIn | null;
};

/** What one request is waiting for: its answer's id, how far its stream was read, and how much came. */
type Reading = {
  id: RequestId;
  position: StreamPosition;
  answered: boolean;
  /** Whether the stream that was read last came to its end, rather than broke off. */
  finished: boolean;
  bytes: number;
};

type Sending = { method: "POST" | "GET" | "DELETE"; body?: string; lastEventId?: string; mostBytes?: number };

/**
 * Talks to a server by streamable HTTP, through the guarded client. The SDK's own transport would do so too, and leaves a request waiting
 * for ever when its stream breaks off; here sending a request ends when its answer has been read. A stream that breaks off is taken up
 * again behind the last event that had an id; the request fails with one that had none, or that cannot be taken up.
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
  readonly #tokens = new Set<string>();
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
    const fetched = await this.#fetch({ method: "POST", body: JSON.stringify(message) }, signal);
    const { response } = fetched;
    if (isInitializeRequest(message)) {
      const session = response.headers.get("mcp-session-id");
      if (session !== null) this.sessionId = session;
    }
    if (!response.ok) throw new HttpRefusal(response, this.#withoutSecrets(await textOf(response)));
    if (isJSONRPCRequest(message)) await this.#answer(fetched, message.id, signal);
    else await response.body?.cancel();
  }

  /**
   * Reads until the answer has come.
   * @throws OutboundError that says the server got the request, when its stream ended before and cannot be taken up again
   */
  async #answer(first: Fetched, id: RequestId, signal: AbortSignal): Promise<void> {
    const position: StreamPosition = { lastEventId: null, retryMs: null };
    const reading: Reading = { id, position, answered: false, finished: false, bytes: 0 };
    const broken = await this.#receive(first, reading);
    if (broken === null) return;
    for (let faults = 0, before: string | null = null; ;) {
      const ms = position.retryMs ?? PAUSES_MS[faults];
      // What is said is what became of the request itself: it had arrived.
      if (position.lastEventId === null || faults >= PAUSES_MS.length || ms === undefined) throw broken;
      const least = before === null ? 0 : SHORTEST_PAUSE_MS;
      const wait = Math.min(Math.max(ms, least), LONGEST_PAUSE_MS);
      await pause(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
      before = position.lastEventId;
      const ended = await this.#takeUp(reading, signal);
      if (ended === "answered") return;
      if (ended === "refused") throw broken;
      // A server may end a stream and have us ask again, as often as it wants, until the step's time is over.
      const wanted = reading.finished && position.retryMs !== null;
      faults = wanted || position.lastEventId !== before ? 0 : faults + 1;
    }
  }

  /** Takes a stream up again behind the last event that came. @returns "refused" when the server does not let us */
  async #takeUp(reading: Reading, signal: AbortSignal): Promise<"answered" | "ended" | "refused"> {
    const { lastEventId } = reading.position;
    const mostBytes = MOST_BYTES - reading.bytes;
    reading.finished = false;
    try {
      const sending: Sending = { method: "GET", mostBytes, ...(lastEventId !== null && { lastEventId }) };
      const fetched = await this.#fetch(sending, signal);
      const { response } = fetched;
      if (response.ok && isStream(response))
        return (await this.#receive(fetched, reading)) === null ? "answered" : "ended";
      await response.body?.cancel();
      return response.status >= 500 || response.status === 429 ? "ended" : "refused";
    } catch (cause) {
      if (signal.aborted || !(cause instanceof ToolError)) throw cause;
      if (!(cause instanceof OutboundError)) return "refused";
      if (cause.retryable) return "ended";
      if (cause.sent) throw cause;
      return "refused";
    }
  }

  /**
   * Reads an answer, and hands on every message in it.
   * @returns null when the answer to this request was among them, else how the stream ended
   */
  async #receive({ response, url }: Fetched, reading: Reading): Promise<OutboundError | null> {
    if (response.body !== null && isStream(response)) {
      try {
        for await (const { data } of serverSentEvents(response.body, reading.position)) {
          reading.bytes += data.length;
          if (data !== "") this.#take(data, reading);
          // A server may leave the stream open behind its answer.
          if (reading.answered) return null;
        }
      } catch (cause) {
        if (cause instanceof OutboundError && cause.code === "broken_off") return sentBefore(cause);
        throw cause;
      }
      reading.finished = true;
      return endedEarly(url);
    }
    const type = mediaTypeOf(response.headers.get("content-type"));
    if (type !== "application/json") {
      await response.body?.cancel();
      throw new HttpRefusal(response, `Its answer is of the type “${type.slice(0, 100)}”.`);
    }
    this.#take(await response.text(), reading);
    return reading.answered ? null : endedEarly(url);
  }

  #take(text: string, reading: Reading): void {
    const message = JSONRPCMessageSchema.safeParse(parsed(this.#withoutSecrets(text)));
    if (!message.success) {
      this.onerror?.(new Error("The server sent something that is no message."));
      return;
    }
    const { data } = message;
    reading.answered ||= "id" in data && data.id === reading.id && !("method" in data);
    this.onmessage?.(data);
  }

  #withoutSecrets(text: string): string {
    return withoutValues(text, [...this.#means.hidden, ...this.#tokens]);
  }

  /** Sends a request, and once more with another token when it was refused before anybody looked at it. */
  async #fetch(sending: Sending, signal: AbortSignal): Promise<Fetched> {
    const { signIn } = this.#means;
    if (signIn === null) return this.#request(sending, null, signal);
    const token = await signIn.token(signal);
    const first = await this.#request(sending, token, signal);
    if (first.response.status !== 401) return first;
    await first.response.body?.cancel();
    const second = await this.#request(sending, await signIn.renew(token, signal), signal);
    if (second.response.status !== 401) return second;
    await second.response.body?.cancel();
    throw signIn.refused();
  }

  #request(sending: Sending, token: string | null, signal: AbortSignal): Promise<Fetched> {
    const { method, body, lastEventId, mostBytes = MOST_BYTES } = sending;
    const { url, http, secrets } = this.#means;
    if (token !== null) this.#tokens.add(token);
    const signedIn: Credential[] =
      token === null
        ? []
        : [{ name: "sign-in", hosts: [new URL(url).host], headers: { authorization: `Bearer ${token}` } }];
    return http(url, {
      method,
      ...(body !== undefined && { body }),
      headers: {
        ...(body !== undefined && { "content-type": "application/json" }),
        accept: method === "GET" ? "text/event-stream" : "application/json, text/event-stream",
        ...(this.sessionId !== undefined && { "mcp-session-id": this.sessionId }),
        ...(this.#version !== null && { "mcp-protocol-version": this.#version }),
        ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
      },
      redirect: "manual",
      signal,
      secrets: [...secrets, ...signedIn],
      limits: { headersMs: LONGEST_MS, totalMs: null, bodyBytes: Math.max(mostBytes, 1) },
    });
  }

  /** Takes leave, so that the server need not keep the session, and ends whatever is still under way. */
  async close(): Promise<void> {
    await Promise.all(this.#callingOff);
    if (this.#over.signal.aborted) return;
    this.#over.abort(new Error("The connection was closed."));
    if (this.sessionId !== undefined) {
      await this.#fetch({ method: "DELETE" }, AbortSignal.timeout(LEAVE_MS))
        .then(({ response }) => response.body?.cancel())
        .catch((cause: unknown) => this.onerror?.(asError(cause)));
    }
    this.onclose?.();
  }
}

function isStream(response: Response): boolean {
  return mediaTypeOf(response.headers.get("content-type")) === "text/event-stream";
}

function endedEarly(url: string): OutboundError {
  const message = `${new URL(url).host} ended its answer before it was complete.`;
  return sentBefore(new OutboundError("broken_off", message));
}

/** The request had arrived, whatever became of its answer. */
function sentBefore(error: OutboundError): OutboundError {
  error.sent = true;
  return error;
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
