import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { StreamEvent } from "#lib/domain/event.ts";
import { StreamClient, type ConnectionState, type Source } from "./stream-client.ts";

const RUN = "run:0000000000000000000000000a";
const PLAN = "plan:0000000000000000000000000b";

class FakeSource implements Source {
  readyState = 1;
  onopen: Source["onopen"] = null;
  onerror: Source["onerror"] = null;
  onmessage: Source["onmessage"] = null;
  readonly url: string;

  constructor(url: string) {
    this.url = decodeURIComponent(url);
  }

  close() {
    this.readyState = 2;
  }

  send(topic: string, seq: number) {
    const event: StreamEvent = {
      topic,
      seq,
      at: "2026-11-23T10:00:00.000Z",
      body: { type: "run.status", status: "running", reason: null, startedAt: null, finishedAt: null },
    };
    this.onmessage?.call(this as unknown as EventSource, { data: JSON.stringify(event) } as MessageEvent);
  }

  fire(what: "open" | "error") {
    const handler = what === "open" ? this.onopen : this.onerror;
    handler?.call(this as unknown as EventSource, new Event(what));
  }
}

let sources: FakeSource[] = [];
let frames: (() => void)[] = [];
/** Whether each frame is painted as soon as it is asked for. */
let painted = true;
const paint = () => frames.splice(0).forEach((then) => then());
let client: StreamClient;

beforeEach(() => {
  vi.useFakeTimers();
  sources = [];
  frames = [];
  painted = true;
  client = new StreamClient(
    (url) => {
      const source = new FakeSource(url);
      sources.push(source);
      return source;
    },
    (then) => {
      frames.push(then);
      if (painted) paint();
    },
    (message, then) => then(StreamEvent.parse(JSON.parse(message))),
  );
});

afterEach(() => {
  vi.useRealTimers();
});

/** Subscribes and remembers what came; the position follows what was received. */
function listen(topics: string[], from = 0) {
  const seen: number[] = [];
  const states: ConnectionState[] = [];
  const stop = client.subscribe({
    topics,
    position: () => seen.at(-1) ?? from,
    onEvent: (event) => seen.push(event.seq),
    onState: (state) => states.push(state),
  });
  return { seen, states, stop };
}

function current(): FakeSource {
  const source = sources.at(-1);
  if (!source) throw new Error("No stream was opened.");
  return source;
}

test("listeners of one render share one stream, from the lowest position", () => {
  const a = listen([RUN], 7);
  const b = listen([RUN], 0);
  vi.runOnlyPendingTimers();
  expect(sources.map((source) => source.url)).toEqual([`/api/events?topics=${RUN}&after=0`]);
  current().send(RUN, 1);
  expect([a.seen, b.seen]).toEqual([[1], [1]]);
});

test("a new topic opens the stream anew, each topic from where its reader stands", () => {
  listen([RUN], 3);
  vi.runOnlyPendingTimers();
  current().send(RUN, 4);
  listen([PLAN], 9);
  vi.runOnlyPendingTimers();
  expect(sources[0]?.readyState).toBe(2);
  expect(current().url).toBe(`/api/events?topics=${PLAN},${RUN}&after=9,4`);
});

test("a later listener that wants earlier events gets them", () => {
  listen([RUN], 5);
  vi.runOnlyPendingTimers();
  const late = listen([RUN], 0);
  vi.runOnlyPendingTimers();
  expect(current().url).toBe(`/api/events?topics=${RUN}&after=0`);
  current().send(RUN, 1);
  expect(late.seen).toEqual([1]);
});

test("the stream closes when nobody listens, and not between two listeners of one render", () => {
  const first = listen([RUN]);
  vi.runOnlyPendingTimers();
  first.stop();
  const second = listen([RUN]);
  vi.runOnlyPendingTimers();
  expect(sources).toHaveLength(1);
  second.stop();
  vi.runOnlyPendingTimers();
  expect(current().readyState).toBe(2);
});

test("a broken connection is said to be lost, and live again when it is back", () => {
  const { states } = listen([RUN]);
  vi.runOnlyPendingTimers();
  current().fire("open");
  current().readyState = 0;
  current().fire("error");
  current().readyState = 1;
  current().fire("open");
  expect(states).toEqual(["connecting", "live", "lost", "live"]);
  expect(sources).toHaveLength(1);
});

test("a refused stream is tried again later, from where the reader is by then", () => {
  const { states } = listen([RUN]);
  vi.runOnlyPendingTimers();
  current().fire("open");
  current().send(RUN, 1);
  current().readyState = 2;
  current().fire("error");
  expect(states.at(-1)).toBe("lost");
  vi.advanceTimersByTime(1_000);
  expect(sources).toHaveLength(2);
  expect(current().url).toContain("after=1");
});

test("what comes before the page is painted is delivered together afterwards, in order", () => {
  painted = false;
  const a = listen([RUN]);
  vi.runOnlyPendingTimers();
  for (const seq of [1, 2, 3]) current().send(RUN, seq);
  expect(a.seen).toEqual([1]);
  paint();
  expect(a.seen).toEqual([1, 2, 3]);
  current().send(RUN, 4);
  expect(a.seen).toEqual([1, 2, 3]);
  paint();
  expect(a.seen).toEqual([1, 2, 3, 4]);
  paint();
  current().send(RUN, 5);
  expect(a.seen).toEqual([1, 2, 3, 4, 5]);
});

test("events that wait when the stream is opened anew come from the new one, once", () => {
  painted = false;
  const a = listen([RUN]);
  vi.runOnlyPendingTimers();
  for (const seq of [1, 2]) current().send(RUN, seq);
  listen([PLAN]);
  vi.runOnlyPendingTimers();
  expect(current().url).toContain(`topics=${PLAN},${RUN}&after=0,1`);
  paint();
  current().send(RUN, 2);
  expect(a.seen).toEqual([1, 2]);
});

test("a listener that comes later gets what it lacks from what is kept, on the same stream", () => {
  const first = listen([PLAN], 3);
  vi.runOnlyPendingTimers();
  for (const seq of [4, 5, 6]) current().send(PLAN, seq);
  expect(client.keptAfter(PLAN, 4).map(({ seq }) => seq)).toEqual([5, 6]);
  const late = listen([PLAN], 4);
  vi.runOnlyPendingTimers();
  expect([first.seen, late.seen]).toEqual([
    [4, 5, 6],
    [5, 6],
  ]);
  expect(sources).toHaveLength(1);
  // Nobody kept what came before the stream began.
  expect(client.keptAfter(PLAN, 1)).toEqual([]);
  const earlier = listen([PLAN], 1);
  vi.runOnlyPendingTimers();
  expect(sources).toHaveLength(2);
  expect(current().url).toContain("after=1");
  for (const seq of [2, 3, 4]) current().send(PLAN, seq);
  expect(earlier.seen).toEqual([2, 3, 4]);
});
