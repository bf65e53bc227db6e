import { expect, test } from "vitest";
import type { EventBody, StreamEvent } from "#lib/domain/event.ts";
import { countTold, filterEvents, type EventFilter } from "./filter-events.ts";

const bodies: EventBody[] = [
  { type: "run.status", status: "running", reason: null, startedAt: null, finishedAt: null },
  { type: "step.started", stepId: "search", attempt: 1 },
  {
    type: "tool.called",
    stepId: "search",
    attempt: 1,
    call: 0,
    tool: "web.search",
    status: "started",
    message: null,
    costMicros: 0,
  },
  { type: "step.started", stepId: "write", attempt: 1 },
];
const events = bodies.map((body, i): StreamEvent => {
  return { topic: `run:${"0".repeat(26)}`, seq: i + 1, at: "2026-11-30T09:00:00.000Z", body };
});
const title = (id: string) => ({ search: "Find shops", write: "Write a letter" })[id] ?? id;
const found = (filter: Partial<EventFilter>, most = 10) => {
  const { shown, more } = filterEvents(
    events,
    { kind: "all", stepId: null, words: "", ...filter },
    title,
    most,
  );
  return [...shown.map(({ event }) => event.seq), ...(more ? ["more"] : [])];
};

test("newest first, as many as are wanted", () => {
  expect(found({})).toEqual([4, 3, 2, 1]);
  expect(found({}, 2)).toEqual([4, 3, "more"]);
  expect(found({}, 4)).toEqual([4, 3, 2, 1]);
});

test("of a kind, of a step, with words in whatever case", () => {
  expect(found({ kind: "steps" })).toEqual([4, 2]);
  expect(found({ kind: "calls" })).toEqual([3]);
  expect(found({ stepId: "search" })).toEqual([3, 2]);
  expect(found({ words: "  LETTER " })).toEqual([4]);
  expect(found({ kind: "steps", stepId: "search", words: "find" })).toEqual([2]);
  expect(found({ words: "nothing like it" })).toEqual([]);
});

test("pieces of a text that is being written are neither shown nor counted, whatever is asked for", () => {
  const piece: EventBody = { type: "step.text", stepId: "write", attempt: 1, text: "Dear", fresh: false };
  const use = { tokens: 1_200, costMicros: 4_000, costUnknown: false };
  const written = [piece, piece, { type: "step.asked", stepId: "write", use } as const, piece].map(
    (body, i): StreamEvent => ({
      topic: `run:${"0".repeat(26)}`,
      seq: i + 1,
      at: "2026-11-30T09:00:00.000Z",
      body,
    }),
  );
  const shown = (filter: Partial<EventFilter>) =>
    filterEvents(written, { kind: "all", stepId: null, words: "", ...filter }, title, 1);
  for (const filter of [{}, { kind: "models" as const }, { stepId: "write" }])
    expect(shown(filter)).toMatchObject({ shown: [{ event: { seq: 3 }, stepId: "write" }], more: false });
  expect(countTold({ list: written, complete: true }, 4)).toBe(1);
  // Of six that are not here yet, any may be told.
  expect(countTold({ list: written, complete: false }, 10)).toBe(7);
});
