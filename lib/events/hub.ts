import { createLogger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import type { StreamEvent } from "#lib/domain/event.ts";
import { listen } from "./listener.ts";
import { readEvents, type Positions } from "./read.ts";

const POLL_MS = 2_000;

type Reader = { workspaceId: string; positions: Positions; wake: () => void };

/** What a process keeps to serve any number of streams: one listening connection and one poll for all of them. */
export class EventHub {
  readonly #db: Db;
  readonly #readers = new Map<string, Set<Reader>>();
  readonly #log = createLogger("events");
  readonly #stop = new AbortController();
  readonly #timer: NodeJS.Timeout;

  /**
   * @param db reads the events
   * @param connectionString where the listening connection goes (a session one, so not through a transaction pooler)
   */
  constructor(db: Db, connectionString: string, pollMs = POLL_MS) {
    this.#db = db;
    listen({
      connectionString,
      log: this.#log,
      signal: this.#stop.signal,
      onAnnouncement: (pairs) => {
        for (const [workspaceId, topic] of pairs) this.#wake(`${workspaceId} ${topic}`);
      },
      onConnected: () => void this.#poll(),
    });
    this.#timer = setInterval(() => void this.#poll(), pollMs).unref();
  }

  /** Ends the listening connection and the poll; open subscriptions end by their own signals. */
  close(): void {
    clearInterval(this.#timer);
    this.#stop.abort();
  }

  /** Yields the events after `positions` for as long as `signal` lasts: first those that exist, then each new one. */
  async *subscribe(
    workspaceId: string,
    positions: Positions,
    signal: AbortSignal,
  ): AsyncGenerator<StreamEvent> {
    const mine: Positions = { ...positions };
    // `stale` is set before the wait begins, so an announcement during a read is not missed.
    let stale = true;
    let resume: (() => void) | null = null;
    const wake = () => {
      stale = true;
      resume?.();
    };
    const reader: Reader = { workspaceId, positions: mine, wake };
    const keys = Object.keys(mine).map((topic) => `${workspaceId} ${topic}`);
    for (const key of keys) this.#add(key, reader);
    signal.addEventListener("abort", wake);
    try {
      while (!signal.aborted) {
        if (!stale) await new Promise<void>((resolve) => (resume = resolve));
        resume = null;
        if (signal.aborted) return;
        stale = false;
        const events = await readEvents(this.#db, workspaceId, mine);
        if (events.length > 0) stale = true;
        for (const event of events) {
          mine[event.topic] = event.seq;
          yield event;
          if (signal.aborted) return;
        }
      }
    } finally {
      signal.removeEventListener("abort", wake);
      for (const key of keys) this.#remove(key, reader);
    }
  }

  #add(key: string, reader: Reader): void {
    const readers = this.#readers.get(key) ?? new Set();
    this.#readers.set(key, readers.add(reader));
  }

  #remove(key: string, reader: Reader): void {
    const readers = this.#readers.get(key);
    readers?.delete(reader);
    if (readers?.size === 0) this.#readers.delete(key);
  }

  #wake(key: string): void {
    for (const reader of this.#readers.get(key) ?? []) reader.wake();
  }

  /** One query for every stream of the process; only those that are behind are woken. */
  async #poll(): Promise<void> {
    if (this.#readers.size === 0) return;
    const keys = [...this.#readers.keys()].map((key) => key.split(" "));
    try {
      const rows = await this.#db.$queryRaw<{ workspace_id: string; topic: string; last_seq: bigint }[]>`
        select workspace_id, topic, last_seq from topics
        join unnest(${keys.map((key) => key[0])}::text[], ${keys.map((key) => key[1])}::text[]) as wanted(workspace_id, topic)
          using (workspace_id, topic)`;
      for (const row of rows) {
        for (const reader of this.#readers.get(`${row.workspace_id} ${row.topic}`) ?? []) {
          if ((reader.positions[row.topic] ?? 0) < Number(row.last_seq)) reader.wake();
        }
      }
    } catch (err) {
      this.#log.warn({ err }, "could not look for events; trying again");
    }
  }
}
