import { expect, test } from "vitest";
import type { StreamEvent } from "#lib/domain/event.ts";
import { EventQueue } from "./event-queue.ts";

function event(seq: number): StreamEvent {
  return {
    topic: "run:0000000000000000000000000a",
    seq,
    at: "2026-11-23T10:00:00.000Z",
    body: { type: "run.status", status: "running", reason: null, startedAt: null, finishedAt: null },
  };
}
const seqs = (due: { events: StreamEvent[] }) => due.events.map((each) => each.seq);

test("events after the view's position are due in order, earlier ones are not", () => {
  const queue = new EventQueue(5);
  expect(seqs(queue.add(event(5)))).toEqual([]);
  expect(seqs(queue.add(event(6)))).toEqual([6]);
  expect(seqs(queue.add(event(6)))).toEqual([]);
  expect(queue.position).toBe(6);
});

test("a missing event is told once, and what came after it is due when it arrives", () => {
  const queue = new EventQueue(0);
  expect(queue.add(event(2))).toEqual({ events: [], gap: true });
  expect(queue.add(event(3))).toEqual({ events: [], gap: false });
  expect(seqs(queue.add(event(1)))).toEqual([1, 2, 3]);
});

test("a fetched view fills the gap, and events beyond it follow", () => {
  const queue = new EventQueue(0);
  queue.add(event(3));
  queue.add(event(4));
  const due = queue.moveTo(3);
  expect(seqs(due)).toEqual([4]);
  expect(due.gap).toBe(false);
});

test("an answer older than the events already applied makes them due again", () => {
  const queue = new EventQueue(10);
  queue.add(event(11));
  queue.add(event(12));
  expect(seqs(queue.moveTo(10))).toEqual([11, 12]);
});

test("a gap at a new place is told again", () => {
  const queue = new EventQueue(0);
  expect(queue.add(event(2)).gap).toBe(true);
  expect(seqs(queue.moveTo(2))).toEqual([]);
  expect(queue.add(event(4)).gap).toBe(true);
});
