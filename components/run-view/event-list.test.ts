import { expect, test } from "vitest";
import type { StreamEvent } from "#lib/domain/event.ts";
import { EventQueue } from "#components/shell/event-queue.ts";
import { caughtUp, noEvents, withEarlier, withLater, type EventList } from "./event-list.ts";

const ASKED = { limit: 5, firstKept: 1 };

function event(seq: number): StreamEvent {
  return {
    topic: "run:0000000000000000000000000a",
    seq,
    at: "2026-11-23T10:00:00.000Z",
    body: { type: "run.status", status: "running", reason: null, startedAt: null, finishedAt: null },
  };
}
const events = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => event(from + index));
const seqs = (list: EventList) => list.events.map(({ seq }) => seq);

test("what comes is added once, and the past before it, page by page, until its first", () => {
  let list = noEvents(12, 1);
  list = withLater(withLater(list, events(13, 14)), events(14, 15));
  expect(seqs(list)).toEqual([13, 14, 15]);
  list = withEarlier(list, events(8, 12), ASKED);
  expect(list).toMatchObject({ first: 8, next: 16, complete: false });
  list = withEarlier(list, events(3, 7), ASKED);
  list = withEarlier(list, events(1, 2), ASKED);
  expect(list).toMatchObject({ first: 1, complete: true });
  expect(list.events).toHaveLength(15);
});

test("the past ends where the workspace keeps no more of it", () => {
  expect(noEvents(9, 10).complete).toBe(true);
  expect(withEarlier(noEvents(12, 8), events(8, 12), { limit: 5, firstKept: 8 }).complete).toBe(true);
  expect(withEarlier(noEvents(12, 1), events(11, 12), ASKED).complete).toBe(true);
  expect(withEarlier(noEvents(12, 1), [], ASKED).complete).toBe(true);
});

test("a missing number is made good by the latest page, and what came after it follows", () => {
  const queue = new EventQueue(3);
  let list = withLater(noEvents(3, 1), queue.add(event(4)).events);
  // 5 is lost.
  const due = queue.add(event(6));
  expect(due).toEqual({ events: [], gap: true });
  expect(queue.add(event(7)).events).toEqual([]);
  list = caughtUp(list, events(2, 6), ASKED);
  expect(seqs(list)).toEqual([4, 5, 6]);
  list = withLater(list, queue.moveTo(list.next - 1).events);
  expect(seqs(list)).toEqual([4, 5, 6, 7]);
});

test("where more are missing than a page holds, the list begins anew with the latest, and has its past fetched again", () => {
  const list = caughtUp(withEarlier(noEvents(3, 1), events(1, 3), ASKED), events(21, 25), ASKED);
  expect(list).toMatchObject({ first: 21, next: 26, complete: false });
  expect(seqs(list)).toEqual([21, 22, 23, 24, 25]);
  // The page that was asked for before it began anew answers now.
  expect(withEarlier(list, events(1, 3), ASKED)).toBe(list);
  expect(seqs(withEarlier(list, events(16, 20), ASKED))).toHaveLength(10);
  expect(caughtUp(list, [], ASKED)).toBe(list);
});
