import { describe, expect, onTestFinished, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import type { EventBody, StreamEvent, Topic } from "#lib/domain/event.ts";
import { testDb } from "#lib/testing/database.ts";
import { announce } from "./announce.ts";
import { appendEvents } from "./append.ts";
import { CHANNEL, parsePayload, payloads } from "./channel.ts";
import { EventHub } from "./hub.ts";
import { lastSeq, readEvents } from "./read.ts";

const { prisma: db, url } = await testDb();

const body = (reason: string): EventBody => ({
  type: "run.status",
  status: "running",
  reason,
  startedAt: null,
  finishedAt: null,
});
const newTopic = (): Topic => `run:${newId()}`;
const append = (workspaceId: string, topic: Topic, ...reasons: string[]) =>
  db.$transaction((tx) => appendEvents(tx, { workspaceId, topic, bodies: reasons.map(body) }));
const reasonOf = ({ body }: StreamEvent) => (body.type === "run.status" ? body.reason : null);

function newHub(pollMs = 60_000): EventHub {
  const hub = new EventHub(db, url, pollMs);
  onTestFinished(() => hub.close());
  return hub;
}

/** Reads `count` events of a subscription, then ends it. */
async function take(hub: EventHub, workspaceId: string, positions: Record<Topic, number>, count: number) {
  const stop = new AbortController();
  const events: StreamEvent[] = [];
  for await (const event of hub.subscribe(workspaceId, positions, stop.signal)) {
    events.push(event);
    if (events.length === count) stop.abort();
  }
  return events;
}

describe("append", () => {
  test("counts each topic from 1", async () => {
    const [workspaceId, a, b] = [newId(), newTopic(), newTopic()];
    expect(await append(workspaceId, a, "1", "2")).toBe(2);
    expect(await append(workspaceId, b, "1")).toBe(1);
    expect(await append(workspaceId, a, "3")).toBe(3);
    expect(await append(workspaceId, a)).toBe(3);
    expect(await lastSeq(db, workspaceId, a)).toBe(3);
    expect(await lastSeq(db, workspaceId, newTopic())).toBe(0);
    const events = await readEvents(db, workspaceId, { [a]: 1, [b]: 0 });
    expect(events.filter((event) => event.topic === a).map(reasonOf)).toEqual(["2", "3"]);
    expect(events.filter((event) => event.topic === b)).toHaveLength(1);
  });

  test("leaves no gap when a transaction rolls back or many write at once", async () => {
    const [workspaceId, topic] = [newId(), newTopic()];
    const undone = db.$transaction(async (tx) => {
      await appendEvents(tx, { workspaceId, topic, bodies: [body("undone")] });
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    await Promise.all(Array.from({ length: 20 }, (_, i) => append(workspaceId, topic, `${i}a`, `${i}b`)));
    const events = await readEvents(db, workspaceId, { [topic]: 0 });
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  });

  test("keeps workspaces apart, even on the same topic", async () => {
    const topic = newTopic();
    const [mine, theirs] = [newId(), newId()];
    await append(theirs, topic, "secret");
    expect(await readEvents(db, mine, { [topic]: 0 })).toEqual([]);
  });
});

describe("subscribe", () => {
  test("gives what there is, then what comes, in order and once", async () => {
    const [workspaceId, topic] = [newId(), newTopic()];
    await append(workspaceId, topic, "old", "seen");
    const events = take(newHub(), workspaceId, { [topic]: 1 }, 4);
    for (const reason of ["a", "b", "c"]) {
      await append(workspaceId, topic, reason);
      announce(db, workspaceId, [topic]);
    }
    expect((await events).map((event) => [event.seq, reasonOf(event)])).toEqual([
      [2, "seen"],
      [3, "a"],
      [4, "b"],
      [5, "c"],
    ]);
  });

  test("carries several topics and hears nothing of others", async () => {
    const [workspaceId, a, b] = [newId(), newTopic(), newTopic()];
    const events = take(newHub(), workspaceId, { [a]: 0, [b]: 0 }, 2);
    await append(newId(), a, "another workspace");
    await append(workspaceId, newTopic(), "another topic");
    await append(workspaceId, b, "b1");
    await append(workspaceId, a, "a1");
    announce(db, workspaceId, [a, b]);
    expect((await events).map(reasonOf)).toEqual(expect.arrayContaining(["a1", "b1"]));
  });

  test("finds by polling what was never announced", async () => {
    const [workspaceId, topic] = [newId(), newTopic()];
    const events = take(newHub(20), workspaceId, { [topic]: 0 }, 1);
    await append(workspaceId, topic, "silent");
    expect((await events).map(reasonOf)).toEqual(["silent"]);
  });

  test("reconnects when its listening connection is cut, and looks for what it missed", async () => {
    const [workspaceId, topic] = [newId(), newTopic()];
    const stop = new AbortController();
    const stream = newHub().subscribe(workspaceId, { [topic]: 0 }, stop.signal);
    const first = stream.next();
    const listening = async () => {
      const [row] = await db.$queryRaw<{ pid: number | null }[]>`
        select max(pid)::int as pid from pg_stat_activity
        where application_name = 'planwright-listen' and datname = current_database()
          and query = ${`listen ${CHANNEL}`}`;
      return row?.pid ?? 0;
    };
    await expect.poll(listening).toBeGreaterThan(0);
    await db.$executeRaw`select pg_terminate_backend(${await listening()}::int)`;
    await append(workspaceId, topic, "while cut");
    expect((await first).value).toMatchObject({ seq: 1 });
    stop.abort();
  });

  test("ends when its signal aborts, also while it waits", async () => {
    const stop = new AbortController();
    const stream = newHub().subscribe(newId(), { [newTopic()]: 0 }, stop.signal);
    const next = stream.next();
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});

describe("announcements", () => {
  test("fit Postgres's limit of 8,000 bytes however many topics there are", () => {
    const pairs = Array.from({ length: 1_000 }, (): [string, string] => [newId(), newTopic()]);
    const parts = payloads(pairs);
    expect(Math.max(...parts.map((part) => Buffer.byteLength(part)))).toBeLessThan(8_000);
    expect(parts.flatMap((part) => parsePayload(part) ?? [])).toEqual(pairs);
  });

  test("from somebody else are not taken for ours", () => {
    expect(parsePayload("hello")).toBeNull();
    expect(parsePayload('{"a":1}')).toBeNull();
  });
});
