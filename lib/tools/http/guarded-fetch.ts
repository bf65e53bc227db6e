import { outboundEnv } from "#lib/config/env.ts";
import { checkUrl, makeRules, type Domains, type Rules, type Target } from "./check-url.ts";
import { addCredentials, callerHeaders, harmlessHeaders, type Credential } from "./credentials.ts";
import { ACCEPTED_ENCODINGS } from "./decode-body.ts";
import { exchange, type Exchange, type WireRequest } from "./exchange.ts";
import { explainFailure } from "./explain-failure.ts";
import { systemDial, systemResolve, type ConnectMeans } from "./guarded-connector.ts";
import { OUTBOUND_LIMITS, type OutboundLimits } from "./limits.ts";
import { OutboundClock } from "./outbound-clock.ts";
import { OutboundError } from "./outbound-error.ts";

/**
 * A request like `fetch` takes it. Bodies are texts or bytes; `redirect` is "follow" (the default), "manual" (the redirect itself is
 * the answer) or "error". `secrets` go to the first address alone; `limits` replace some of the client's.
 */
export type GuardedInit = RequestInit & {
  secrets?: readonly Credential[];
  limits?: Partial<OutboundLimits>;
};

/** An answer, whatever its status. `url` is where it came from in the end, after so many `redirects`. */
export type Fetched = { response: Response; url: string; redirects: number };

/**
 * Fetches from where it may, and from nowhere else. The body of the response fails with an OutboundError too.
 * @throws OutboundError, or the reason of `init.signal`
 */
export type GuardedFetch = (url: string | URL, init?: GuardedInit) => Promise<Fetched>;

/** What a guarded client is made of. */
export type GuardedFetchOptions = {
  /** Of several, each must allow a request. */
  domains: Domains | readonly Domains[];
  /** Local addresses that may be reached when `domains` names them; those of the installation's configuration when left out. */
  local?: readonly string[];
  limits?: Partial<OutboundLimits>;
  /** How names are resolved and addresses dialled; only tests have others than the system's. */
  connect?: Partial<ConnectMeans>;
};

const METHODS = new Set(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Makes the client that all outbound HTTP of tools goes through (docs/decisions/0012-outbound-http.md): it reaches allowed hosts only,
 * no address that is not public however it is spelt and whatever a name or a redirect leads to, and stops at its limits.
 * @throws OutboundError `bad_request` when a host of `domains` is none
 */
export function guardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const rules = makeRules([options.domains].flat(), options.local ?? outboundEnv().PLANWRIGHT_OUTBOUND_ALLOW);
  const connect = { resolve: systemResolve, dial: systemDial, ...options.connect };
  return (url, init = {}) => {
    const limits = { ...OUTBOUND_LIMITS, ...options.limits, ...init.limits };
    return fetchGuarded(url, init, { rules, connect, limits });
  };
}

/** Where a request is: at which host, whether the connection to it stood, whether any server may have got something. */
type Way = { host: string; connected: boolean; sent: boolean };

type Means = { rules: Rules; connect: ConnectMeans; limits: OutboundLimits };

async function fetchGuarded(url: string | URL, init: GuardedInit, means: Means): Promise<Fetched> {
  init.signal?.throwIfAborted();
  const clock = new OutboundClock(init.signal ?? null, means.limits.totalMs);
  const way: Way = { host: "The server", connected: false, sent: false };
  const explain = (cause: unknown): unknown => {
    if (clock.signal.aborted && !(clock.signal.reason instanceof OutboundError)) return clock.signal.reason;
    const why = explainFailure(clock.signal.aborted ? clock.signal.reason : cause, way.host, way.connected);
    why.sent = way.sent;
    return why;
  };
  try {
    const { answer, ...told } = await followed(url, init, means, clock, way);
    const end = () => {
      clock.stop();
      answer.end();
    };
    const { status, statusText, headers } = answer;
    const body = answer.body && bodyStream(answer.body, clock.signal, explain, end);
    if (body === null) end();
    return { response: new Response(body, { status, statusText, headers }), ...told };
  } catch (cause) {
    const why = explain(cause);
    clock.stop();
    throw why;
  }
}

/** Sends the request, and on where it is sent, each time as if it were the first. */
async function followed(
  first: string | URL,
  init: GuardedInit,
  { rules, connect, limits }: Means,
  clock: OutboundClock,
  way: Way,
): Promise<{ answer: Exchange; url: string; redirects: number }> {
  let request = wireRequest(init);
  let target = checkUrl(first, request.method, rules);
  addCredentials(request.headers, init.secrets ?? [], target);
  for (let redirects = 0; ; redirects++) {
    Object.assign(way, { host: target.host, connected: false });
    const onSent = () => void Object.assign(way, { connected: true, sent: true });
    const answer = await exchange(target, request, { connect, limits, clock, onSent });
    const location = REDIRECTS.has(answer.status) ? answer.headers.get("location") : null;
    if (location === null || init.redirect === "manual") {
      return { answer, url: target.url.href, redirects };
    }
    answer.end();
    if (redirects >= limits.redirects || init.redirect === "error") {
      const message = `${target.host} sends the request on to somewhere else${redirects > 0 ? `, after ${redirects} redirects` : ""}.`;
      throw new OutboundError("too_many_redirects", message);
    }
    ({ request, target } = nextHop(answer.status, location, { request, target }, rules));
  }
}

function wireRequest(init: GuardedInit): WireRequest {
  const method = (init.method ?? "GET").toUpperCase();
  if (!METHODS.has(method)) {
    throw new OutboundError("bad_request", `Requests with the method ${method.slice(0, 20)} are not sent.`);
  }
  const headers = callerHeaders(init.headers);
  const body = bodyBytes(init.body ?? null, headers);
  if (body !== null && (method === "GET" || method === "HEAD")) {
    throw new OutboundError("bad_request", `A ${method} request has no body.`);
  }
  headers.set("accept-encoding", ACCEPTED_ENCODINGS);
  if (!headers.has("accept")) headers.set("accept", "*/*");
  if (!headers.has("user-agent")) headers.set("user-agent", "Planwright");
  return { method, headers, body };
}

function bodyBytes(body: GuardedInit["body"] | null, headers: Headers): Uint8Array | null {
  if (body === null || body === undefined) return null;
  if (body instanceof Uint8Array) return body;
  const form = body instanceof URLSearchParams;
  if (typeof body !== "string" && !form) {
    throw new OutboundError("bad_request", "Only texts and bytes can be sent as a body.");
  }
  if (form && !headers.has("content-type")) {
    headers.set("content-type", "application/x-www-form-urlencoded;charset=UTF-8");
  }
  return Buffer.from(String(body));
}

/** What a redirect makes of a request: the method that HTTP says, and nothing for another origin that is not for everybody. */
function nextHop(
  status: number,
  location: string,
  hop: { request: WireRequest; target: Target },
  rules: Rules,
): { request: WireRequest; target: Target } {
  const { request, target } = hop;
  // HTTP's parser reads bytes as Latin-1; what is no ASCII there is UTF-8 in practice.
  const url = URL.parse(Buffer.from(location, "latin1").toString(), target.url);
  if (url === null)
    throw new OutboundError("bad_url", `${target.host} redirects to something that is no address.`);
  const reads = request.method === "GET" || request.method === "HEAD";
  const becomesGet = (status === 303 && !reads) || (status <= 302 && request.method === "POST");
  const method = becomesGet ? "GET" : request.method;
  const next = checkUrl(url, method, rules);
  const sameOrigin = next.url.origin === target.url.origin;
  const headers = sameOrigin ? new Headers(request.headers) : harmlessHeaders(request.headers);
  if (!becomesGet) {
    if (request.body !== null && target.secure && !next.secure) {
      throw new OutboundError(
        "not_encrypted",
        `${target.host} sends the request on to ${next.host} unencrypted.`,
      );
    }
    return { request: { method, headers, body: request.body }, target: next };
  }
  for (const name of ["content-type", "content-language"]) headers.delete(name);
  return { request: { method, headers, body: null }, target: next };
}

/** A body as a stream that fails with what a person is told, at once when the signal aborts. */
function bodyStream(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  explain: (cause: unknown) => unknown,
  end: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = source[Symbol.asyncIterator]();
  let onAbort: () => void = () => undefined;
  const over = () => {
    signal.removeEventListener("abort", onAbort);
    end();
  };
  return new ReadableStream(
    {
      start: (controller) => {
        onAbort = () => {
          controller.error(explain(signal.reason));
          over();
        };
        signal.addEventListener("abort", onAbort, { once: true });
      },
      pull: async (controller) => {
        try {
          const next = await chunks.next();
          if (signal.aborted) return;
          if (next.done !== true) return controller.enqueue(new Uint8Array(next.value));
          controller.close();
        } catch (cause) {
          if (signal.aborted) return;
          controller.error(explain(cause));
        }
        over();
      },
      cancel: over,
    },
    { highWaterMark: 0 },
  );
}
