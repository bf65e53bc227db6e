import { expect, test } from "vitest";
import { serverSentEvents, type StreamPosition } from "./server-sent-events.ts";

/** Reads a stream that comes in these pieces. */
async function read(pieces: readonly string[]) {
  const position: StreamPosition = { lastEventId: null, retryMs: null };
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
  const events = [];
  for await (const event of serverSentEvents(stream, position)) events.push(event);
  return { events, position };
}

test("events come whole, however the stream is cut and its lines end", async () => {
  const { events } = await read([
    "data: o",
    "ne\r",
    "\ndata:two\r\n\r\nid: 7\n",
    "event: message\ndata\n\n: still there\n\n",
  ]);
  expect(events).toEqual([
    { data: "one\ntwo", id: null },
    { data: "", id: "7" },
    { data: "", id: null },
  ]);
});

test("the position is behind the last whole event with an id, and says how long to wait", async () => {
  const { position } = await read([
    "id: 1\nretry: 250\ndata: a\n\n",
    "data: b\n\n",
    "id: 2\ndata: not yet whole\n",
  ]);
  expect(position).toEqual({ lastEventId: "1", retryMs: 250 });
});

test("an id that no header can have, and a pause that is no number, are none", async () => {
  const { events, position } = await read([
    "id: a\u0000b\nretry: soon\ndata: x\n\nid:\ndata: y\n\nid: ü\ndata: z\n\n",
  ]);
  expect(events.map(({ id }) => id)).toEqual([null, null, null]);
  expect(position).toEqual({ lastEventId: null, retryMs: null });
});
