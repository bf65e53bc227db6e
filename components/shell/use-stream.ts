"use client";

import { useEffect, useRef, useState } from "react";
import type { StreamEvent } from "#lib/domain/event.ts";
import { EventQueue } from "./event-queue.ts";
import { StreamClient, type ConnectionState } from "./stream-client.ts";

let shared: StreamClient | null = null;

function tabStream(): StreamClient {
  shared ??= new StreamClient((url) => new EventSource(url), afterFrame, readEvent);
  return shared;
}

let schema: typeof StreamEvent | null = null;
let loading: Promise<void> | null = null;

/** A stream is asked for before the schema of its events is there; the first of them wait for it. */
function readEvent(message: string, then: (event: StreamEvent) => void): void {
  const read = () => {
    const parsed = schema?.safeParse(JSON.parse(message));
    if (parsed?.success) then(parsed.data);
  };
  if (schema) return read();
  loading ??= import("#lib/domain/event.ts").then((loaded) => {
    schema = loaded.StreamEvent;
  });
  loading.then(read, () => {
    // The events are lost, and a later one shows that some are missing: its reader then fetches the whole again.
    loading = null;
  });
}

/** A page that is not shown paints nothing; events must move it all the same. */
const LONGEST_FRAME_MS = 100;

/** A frame's callbacks run before it is painted; a task that is begun in them runs afterwards. */
function afterFrame(then: () => void): void {
  const done = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    setTimeout(then);
  };
  const frame = requestAnimationFrame(done);
  const timer = setTimeout(done, LONGEST_FRAME_MS);
}

/** How long the next page may take to come. */
const ANTICIPATED_MS = 15_000;

/**
 * Opens the stream of a topic for a page that is on its way, so that its events come while the page is fetched and drawn. The page's
 * own {@link useStream} takes over; when none comes, the stream ends by itself.
 */
export function anticipateStream(topic: string): void {
  let position = 0;
  const stop = tabStream().subscribe({
    topics: [topic],
    position: () => position,
    onEvent: ({ seq }) => (position = seq),
    onState: () => undefined,
  });
  setTimeout(stop, ANTICIPATED_MS);
}

/**
 * The events of a topic after a position that came ahead of the page they are for, or of an answer that tells less. A page that begins
 * with them need not be drawn twice; {@link useStream} may give them again.
 */
export function anticipatedEvents(topic: string, position: number): readonly StreamEvent[] {
  return shared?.keptAfter(topic, position) ?? [];
}

/**
 * Follows topics over the tab's one event stream. Events come in order and once each, starting after `after[topic]`: the
 * `seq` of the view that was fetched. Give the new `seq` when the view was fetched again. No topics: no connection.
 * @param onEvent apply it to the view; called in order of `seq`.
 * @param onGap events are missing: fetch the view again.
 * @returns whether events arrive.
 */
export function useStream({
  topics,
  after,
  onEvent,
  onGap,
}: {
  topics: readonly string[];
  after: Readonly<Record<string, number>>;
  onEvent: (event: StreamEvent) => void;
  onGap: (topic: string) => void;
}): ConnectionState {
  const [state, setState] = useState<ConnectionState>("connecting");
  const queues = useRef(new Map<string, EventQueue>());
  const handlers = useRef({ onEvent, onGap });
  useEffect(() => {
    handlers.current = { onEvent, onGap };
  });

  const key = topics.join(",");
  const positions = topics.map((topic) => `${topic}=${after[topic] ?? 0}`).join(",");

  useEffect(() => {
    for (const pair of positions === "" ? [] : positions.split(",")) {
      const at = pair.lastIndexOf("=");
      const topic = pair.slice(0, at);
      const position = Number(pair.slice(at + 1));
      const queue = queues.current.get(topic);
      if (!queue) {
        queues.current.set(topic, new EventQueue(position));
        continue;
      }
      const due = queue.moveTo(position);
      for (const event of due.events) handlers.current.onEvent(event);
      if (due.gap) handlers.current.onGap(topic);
    }
  }, [positions]);

  useEffect(() => {
    if (key === "") return;
    const known = queues.current;
    return tabStream().subscribe({
      topics: key.split(","),
      position: (topic) => known.get(topic)?.position ?? 0,
      onEvent: (event) => {
        const queue = known.get(event.topic);
        if (!queue) return;
        const due = queue.add(event);
        for (const each of due.events) handlers.current.onEvent(each);
        if (due.gap) handlers.current.onGap(event.topic);
      },
      onState: setState,
    });
  }, [key]);

  return state;
}
