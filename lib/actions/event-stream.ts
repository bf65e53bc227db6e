import { createLogger } from "#lib/config/logger.ts";
import type { StreamEvent } from "#lib/domain/event.ts";
import { formatPosition } from "./stream-position.ts";

const HEARTBEAT_MS = 15_000;

/** How long a browser waits before it connects again. */
const RETRY_MS = 1_000;

/**
 * no-transform also keeps Next's compression away, which would hold events back; the last one says the same to nginx.
 */
export const STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
} as const;

const log = createLogger("web");

/**
 * Events as the body of a server-sent events answer: `retry:` at once, then each event under an id from which it can be resumed,
 * and a comment every heartbeat, which keeps proxies from closing it.
 * @param options.follow begins the events, and ends them with the signal
 * @param options.positions where each topic stands at the beginning
 * @param options.allowed asked at every heartbeat; false, or an error, ends the stream
 * @param options.signal aborts when the client goes
 */
export function eventStream(options: {
  follow: (signal: AbortSignal) => AsyncIterable<StreamEvent>;
  positions: Readonly<Record<string, number>>;
  allowed: () => Promise<boolean>;
  signal: AbortSignal;
  heartbeatMs?: number;
}): ReadableStream<Uint8Array> {
  const cancelled = new AbortController();
  const signal = AbortSignal.any([options.signal, cancelled.signal]);
  const positions = { ...options.positions };
  const events = options.follow(signal)[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  let open = true;

  const close = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    if (!open) return;
    open = false;
    clearInterval(timer);
    cancelled.abort();
    controller.close();
  };

  const beat = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    try {
      if (!(await options.allowed())) return close(controller);
      // Nothing more for a client that does not read: its buffer would grow for as long as it stalls.
      if (open && (controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(": beat\n\n"));
    } catch (err) {
      log.warn({ err }, "a stream ended because its session could not be checked");
      close(controller);
    }
  };

  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`));
      if (signal.aborted) return close(controller);
      signal.addEventListener("abort", () => close(controller), { once: true });
      timer = setInterval(() => void beat(controller), options.heartbeatMs ?? HEARTBEAT_MS);
    },
    // Called again only when the client has read: a slow one slows its own reading of the database, and nothing piles up.
    pull: async (controller) => {
      try {
        const next = await events.next();
        if (!open) return;
        if (next.done) return close(controller);
        const event = next.value;
        positions[event.topic] = event.seq;
        controller.enqueue(
          encoder.encode(`id: ${formatPosition(positions)}\ndata: ${JSON.stringify(event)}\n\n`),
        );
      } catch (err) {
        log.warn({ err }, "a stream ended because events could not be read; the browser resumes it");
        close(controller);
      }
    },
    cancel: () => {
      open = false;
      clearInterval(timer);
      cancelled.abort();
    },
  });
}
