import pg from "pg";
import type { Logger } from "#lib/config/logger.ts";
import { CHANNEL, parsePayload, type Announcement } from "./channel.ts";

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

/**
 * Listens for announcements on a session connection of its own, and reconnects with growing pauses when it is lost.
 * @param options.onAnnouncement called with each notification's pairs
 * @param options.onConnected called after every (re)connection: what was announced meanwhile is lost, so look for yourself
 * @param options.signal ends the listening
 */
export function listen(options: {
  connectionString: string;
  log: Logger;
  signal: AbortSignal;
  onAnnouncement: (pairs: Announcement) => void;
  onConnected: () => void;
}): void {
  const { connectionString, log, signal } = options;
  let pause = FIRST_RETRY_MS;
  let timer: NodeJS.Timeout | undefined;
  let current: pg.Client | undefined;

  const connect = async () => {
    const client = new pg.Client({
      connectionString,
      application_name: "planwright-listen",
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    });
    current = client;
    let over = false;
    const lost = (err?: unknown) => {
      if (over) return;
      over = true;
      client.removeAllListeners("notification");
      client.end().catch(() => undefined);
      if (signal.aborted) return;
      log.warn({ err }, "the listening connection was lost; reconnecting");
      timer = setTimeout(() => void connect(), pause).unref();
      pause = Math.min(pause * 2, LONGEST_RETRY_MS);
    };
    client.on("error", lost);
    client.on("end", () => lost());
    client.on("notification", ({ payload }) => {
      const pairs = parsePayload(payload ?? "");
      if (pairs) options.onAnnouncement(pairs);
    });
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      pause = FIRST_RETRY_MS;
      if (signal.aborted) await client.end();
      else options.onConnected();
    } catch (err) {
      lost(err);
    }
  };

  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    current?.end().catch(() => undefined);
  });
  if (!signal.aborted) void connect();
}
