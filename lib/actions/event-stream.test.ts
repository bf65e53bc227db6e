import { expect, test } from "vitest";
import type { StreamEvent } from "#lib/domain/event.ts";
import { eventStream } from "./event-stream.ts";

const event = (seq: number): StreamEvent => ({
  topic: "inbox",
  seq,
  at: "2026-11-23T00:00:00.000Z",
  body: { type: "plan.status", status: "draft", report: null, message: null },
});

/** A source of events that tells whether it still runs, and never ends by itself. */
function source(events: StreamEvent[]) {
  const state = { running: false, read: 0 };
  async function* follow(signal: AbortSignal) {
    state.running = true;
    try {
      for (const each of events) {
        state.read++;
        yield each;
      }
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    } finally {
      state.running = false;
    }
  }
  return { state, follow };
}

function open(
  options: Partial<Parameters<typeof eventStream>[0]> & Pick<Parameters<typeof eventStream>[0], "follow">,
) {
  const client = new AbortController();
  const stream = eventStream({
    positions: { inbox: 0 },
    allowed: async () => true,
    signal: client.signal,
    heartbeatMs: 1_000_000,
    ...options,
  });
  const bytes = stream.getReader();
  const read = async () => {
    const { done, value } = await bytes.read();
    return { done, value: value && new TextDecoder().decode(value) };
  };
  return { client, reader: { read, cancel: () => bytes.cancel() } };
}

test("says retry before anything happened, then each event under the position it leads to", async () => {
  const { follow } = source([event(4), event(5)]);
  const { reader, client } = open({ follow, positions: { inbox: 3, "plan:x": 9 } });
  expect((await reader.read()).value).toBe("retry: 1000\n\n");
  expect((await reader.read()).value).toBe(`id: inbox=4,plan:x=9\ndata: ${JSON.stringify(event(4))}\n\n`);
  expect((await reader.read()).value).toMatch(/^id: inbox=5,plan:x=9\n/);
  client.abort();
  expect((await reader.read()).done).toBe(true);
});

test("when the client goes, the source ends", async () => {
  const { follow, state } = source([event(1)]);
  const { reader, client } = open({ follow });
  await reader.read();
  await reader.read();
  expect(state.running).toBe(true);
  client.abort();
  await reader.read();
  await expect.poll(() => state.running).toBe(false);
});

test("cancelling the body ends the source too", async () => {
  const { follow, state } = source([event(1)]);
  const { reader } = open({ follow });
  await reader.read();
  await reader.read();
  await reader.cancel();
  await expect.poll(() => state.running).toBe(false);
});

test("beats while allowed, and ends when no longer", async () => {
  const { follow, state } = source([]);
  let allowed = true;
  const { reader } = open({ follow, allowed: async () => allowed, heartbeatMs: 5 });
  await reader.read();
  expect((await reader.read()).value).toBe(": beat\n\n");
  allowed = false;
  let last = await reader.read();
  while (!last.done) last = await reader.read();
  await expect.poll(() => state.running).toBe(false);
});

test("ends when permission cannot be checked", async () => {
  const { follow } = source([]);
  const { reader } = open({
    follow,
    allowed: () => Promise.reject(new Error("no database")),
    heartbeatMs: 5,
  });
  await reader.read();
  expect((await reader.read()).done).toBe(true);
});

test("ends when the source fails, so that the browser resumes", async () => {
  async function* follow(): AsyncGenerator<StreamEvent> {
    yield event(1);
    throw new Error("connection lost");
  }
  const { reader } = open({ follow });
  await reader.read();
  await reader.read();
  expect((await reader.read()).done).toBe(true);
});

test("a client that does not read is not read for", async () => {
  const { follow, state } = source(Array.from({ length: 1_000 }, (_, index) => event(index + 1)));
  const stream = eventStream({
    follow,
    positions: { inbox: 0 },
    allowed: async () => true,
    signal: new AbortController().signal,
    heartbeatMs: 1,
  });
  const reader = stream.getReader();
  await reader.read();
  await reader.read();
  // Time for a thousand pulls, if anything pulled.
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  expect(state.read).toBeLessThan(5);
  await reader.cancel();
});

test("a client that went before the answer began leaves nothing running", async () => {
  const { follow, state } = source([event(1)]);
  const { reader } = open({ follow, signal: AbortSignal.abort() });
  await reader.read();
  expect((await reader.read()).done).toBe(true);
  expect(state.running).toBe(false);
});
