import { expect, test } from "vitest";
import type { EventBody, StreamEvent } from "#lib/domain/event.ts";
import { toolCallRows } from "./run-events.ts";

function events(...bodies: EventBody[]): StreamEvent[] {
  return bodies.map((body, index) => ({
    topic: "run:00000000000000000000000000",
    seq: index + 1,
    at: `2026-11-23T10:00:0${index}.000Z`,
    body,
  }));
}

const call = {
  type: "tool.called" as const,
  stepId: "research",
  attempt: 1,
  call: 0,
  tool: "knowledge.search",
};

test("the beginning and the end of a call make one row; a fallback makes another", () => {
  const rows = toolCallRows(
    events(
      { ...call, status: "started", message: null },
      { ...call, status: "failed", message: "Nothing was found." },
      { ...call, call: 1, tool: "web.search", status: "started", message: null },
    ),
  );
  expect(rows).toMatchObject([
    {
      tool: "knowledge.search",
      status: "failed",
      message: "Nothing was found.",
      startedAt: "2026-11-23T10:00:00.000Z",
      finishedAt: "2026-11-23T10:00:01.000Z",
    },
    { tool: "web.search", status: "started", finishedAt: null },
  ]);
});
