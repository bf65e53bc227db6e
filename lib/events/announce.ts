import { setTimeout as pause } from "node:timers/promises";
import { createLogger } from "#lib/config/logger.ts";
import { ask, type Db } from "#lib/db/client.ts";
import type { Topic } from "#lib/domain/event.ts";
import { CHANNEL, payloads, type Announcement } from "./channel.ts";

const SEND = `
  select count(pg_notify($1, payload)) as answer
  from (select set_config('synchronous_commit', 'off', true)) as settings, unnest($2::text[]) as payload`;

/**
 * Least time between two announcements of one process. Each wakes every listener, and with a chain of quick steps there was one a
 * step (measured: a third of all work of such a run).
 */
const GAP_MS = 10;

type Outbox = { waiting: Map<string, Announcement[number]>; sending: Promise<void> | null; sentAt: number };
const outboxes = new WeakMap<Db, Outbox>();

/**
 * Tells readers that topics have grown. Call it after the transaction committed, outside of it: NOTIFY inside serialises
 * all commits (measured: three to six times slower). Announcements made while one is on its way are sent together, once
 * a topic. Returns at once and never fails: readers also poll, so a lost one costs them two seconds.
 */
export function announce(db: Db, workspaceId: string, topics: readonly Topic[]): void {
  let outbox = outboxes.get(db);
  if (!outbox) outboxes.set(db, (outbox = { waiting: new Map(), sending: null, sentAt: -GAP_MS }));
  for (const topic of topics) outbox.waiting.set(`${workspaceId} ${topic}`, [workspaceId, topic]);
  outbox.sending ??= send(db, outbox);
}

/** Resolves when everything announced so far was sent, or lost: to be awaited before the database is closed. */
export async function announced(db: Db): Promise<void> {
  await outboxes.get(db)?.sending;
}

async function send(db: Db, outbox: Outbox): Promise<void> {
  // What is announced in the same turn goes along.
  await Promise.resolve();
  try {
    while (outbox.waiting.size > 0) {
      const wait = outbox.sentAt + GAP_MS - performance.now();
      if (wait > 0) await pause(wait);
      outbox.sentAt = performance.now();
      const pairs = [...outbox.waiting.values()];
      outbox.waiting.clear();
      // A notification that a crash loses is found by polling, so its commit need not wait for the disk.
      await ask(db, "announce", SEND, [CHANNEL, payloads(pairs)]);
    }
  } catch (err) {
    createLogger("events").warn({ err }, "an announcement was lost; readers find the events by polling");
  } finally {
    outbox.sending = null;
  }
}
