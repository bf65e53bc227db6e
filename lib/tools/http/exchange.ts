import type { IncomingHttpHeaders } from "node:http";
import { Client, type Dispatcher } from "undici";
import { abortable } from "../abortable.ts";
import type { Target } from "./check-url.ts";
import { decodedBody } from "./decode-body.ts";
import { connectTo, type ConnectMeans } from "./guarded-connector.ts";
import { bytesText, type OutboundLimits } from "./limits.ts";
import type { OutboundClock } from "./outbound-clock.ts";
import { OutboundError } from "./outbound-error.ts";

/** A request as it goes to one server. */
export type WireRequest = { method: string; headers: Headers; body: Uint8Array | null };

/** What a server answered. `end` closes the connection; until then the body can be read, unpacked and up to the cap. */
export type Exchange = {
  status: number;
  statusText: string;
  headers: Headers;
  body: AsyncIterable<Uint8Array> | null;
  end: () => void;
};

/** What an exchange works with. `onSent` is called when the request may reach the server from now on. */
export type ExchangeMeans = {
  connect: ConnectMeans;
  limits: OutboundLimits;
  clock: OutboundClock;
  onSent: () => void;
};

const WITHOUT_BODY = new Set([204, 205, 304]);

/**
 * Sends one request over a connection of its own, which is not used again: a connection that another request left behind was checked by
 * that one's rules, and a server may close it just when something is sent that must not be sent twice.
 * @throws OutboundError, or what the connection failed with
 */
export async function exchange(
  target: Target,
  request: WireRequest,
  { connect, limits, clock, onSent }: ExchangeMeans,
): Promise<Exchange> {
  const { host, url } = target;
  const { signal } = clock;
  clock.begin(limits.connectMs, (time) => `${host} could not be connected to within ${time}.`);
  const client = new Client(url.origin, {
    pipelining: 0,
    maxHeaderSize: limits.headerBytes,
    // The clock keeps time, to the millisecond and with a reason that names the host.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (_options, callback) => {
      connectTo(target, connect, signal).then(
        (socket) => {
          onSent();
          clock.begin(limits.headersMs, (time) => `${host} did not answer within ${time}.`);
          callback(null, socket);
        },
        (cause: unknown) => callback(cause instanceof Error ? cause : new Error(String(cause)), null),
      );
    },
  });
  const stop = () => void client.destroy(signal.reason as Error);
  signal.addEventListener("abort", stop, { once: true });
  const end = () => {
    signal.removeEventListener("abort", stop);
    void client.destroy();
  };
  try {
    const { method, headers, body } = request;
    const answer = await abortable(signal, () =>
      client.request({
        method,
        path: url.pathname + url.search,
        headers: Object.fromEntries(headers),
        body,
      }),
    );
    clock.endPhase();
    // It fails as well when nobody reads it.
    answer.body.on("error", () => undefined);
    return { ...received(answer, request, target, limits), end };
  } catch (cause) {
    end();
    throw cause;
  }
}

function received(
  { statusCode: status, statusText, headers: given, body }: Dispatcher.ResponseData,
  { method }: WireRequest,
  { host }: Target,
  { bodyBytes }: OutboundLimits,
): Omit<Exchange, "end"> {
  if (status < 200 || status > 599) {
    throw new OutboundError(
      "bad_response",
      `${host} answered with the status ${status}, which HTTP does not know.`,
    );
  }
  const headers = receivedHeaders(given, host);
  const told = { status, statusText, headers };
  if (method === "HEAD" || WITHOUT_BODY.has(status)) return { ...told, body: null };
  const encoding = headers.get("content-encoding");
  const most = bodyBytes ?? Infinity;
  if (Number(headers.get("content-length") ?? 0) > most) throw tooLarge(host, most);
  const unpacked = decodedBody(capped(body, most, host), encoding);
  if (encoding !== null) for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  return { ...told, body: unpacked === body ? unpacked : capped(unpacked, most, host) };
}

function receivedHeaders(given: IncomingHttpHeaders, host: string): Headers {
  try {
    return new Headers(
      Object.entries(given).flatMap(([name, value]) =>
        [value ?? []].flat().map((one): [string, string] => [name, one]),
      ),
    );
  } catch (cause) {
    throw new OutboundError("bad_response", `${host} answered with headers that HTTP does not allow.`, {
      cause,
    });
  }
}

/** Hands bytes on until there are too many. What is packed counts twice, before and after: packing can be endless as well. */
async function* capped(
  source: AsyncIterable<Uint8Array>,
  most: number,
  host: string,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.byteLength;
    if (bytes > most) throw tooLarge(host, most);
    yield chunk;
  }
}

function tooLarge(host: string, most: number): OutboundError {
  return new OutboundError("too_large", `The answer of ${host} is larger than ${bytesText(most)}.`);
}
