import type { StreamEvent } from "#lib/domain/event.ts";

/** live: events arrive; connecting: the first connection is being made; lost: it broke and is being made again. */
export type ConnectionState = "live" | "connecting" | "lost";

/** The part of EventSource that is used; tests give their own. */
export type Source = Pick<EventSource, "readyState" | "close" | "onopen" | "onerror" | "onmessage">;

type Subscriber = {
  topics: readonly string[];
  /** Sequence number of the last event that the subscriber has, by topic. */
  position: (topic: string) => number;
  onEvent: (event: StreamEvent) => void;
  onState: (state: ConnectionState) => void;
};

/** Reads a message and gives its event, if it is one: at once, or, in the order of the messages, when its schema is there. */
export type ReadEvent = (message: string, then: (event: StreamEvent) => void) => void;

/** Events of a topic that are kept for a reader who comes later. */
const KEPT = 300;
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
const CLOSED = 2;

/**
 * One EventSource for the whole tab, whatever number of components listen: browsers allow six connections an origin.
 * It is opened anew when the set of topics changes, from where each topic's readers stand; it may deliver an event twice,
 * never skips one that the server sent. What comes faster than the page is painted is delivered together, so that it is drawn once.
 */
export class StreamClient {
  readonly #open: (url: string) => Source;
  readonly #afterFrame: (then: () => void) => void;
  readonly #read: ReadEvent;
  readonly #subscribers = new Set<Subscriber>();
  /** Highest sequence number delivered of this stream, by topic. */
  readonly #seen = new Map<string, number>();
  /** The latest events delivered of this stream, by topic. */
  readonly #kept = new Map<string, StreamEvent[]>();
  /** What came since the last delivery, while its frame is not painted yet. */
  #waiting: StreamEvent[] = [];
  #painting = false;
  #source: Source | null = null;
  #topics = "";
  /** Where the open stream began, by topic. */
  #opened = new Map<string, number>();
  #state: ConnectionState = "connecting";
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** @param afterFrame calls `then` when the page has been painted, or before long where it is not */
  constructor(open: (url: string) => Source, afterFrame: (then: () => void) => void, read: ReadEvent) {
    this.#open = open;
    this.#afterFrame = afterFrame;
    this.#read = read;
  }

  /** Adds a listener; the function returned takes it away. */
  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    subscriber.onState(this.#state);
    this.#schedule(0);
    return () => {
      this.#subscribers.delete(subscriber);
      this.#schedule(0);
    };
  }

  /** The events of a topic after a position that are here already; none where some between are missing. */
  keptAfter(topic: string, position: number): readonly StreamEvent[] {
    const kept = this.#kept.get(topic) ?? [];
    if ((kept[0]?.seq ?? Infinity) > position + 1) return [];
    return kept.filter(({ seq }) => seq > position);
  }

  /** Waits until the components of one render have all subscribed, then opens what is wanted. */
  #schedule(delay: number) {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#reconcile(), delay);
  }

  #reconcile() {
    this.#timer = null;
    const topics = [...new Set([...this.#subscribers].flatMap((each) => each.topics))].toSorted();
    const wanted = topics.join(",");
    const open = this.#source !== null && this.#source.readyState !== CLOSED;
    if (open && wanted === this.#topics) {
      for (const topic of topics) if (this.#hasPassed(topic)) this.#repeat(topic);
      if (!topics.some((topic) => this.#hasPassed(topic))) return;
    }
    this.#source?.close();
    this.#source = null;
    this.#topics = wanted;
    if (wanted === "") {
      this.#failures = 0;
      this.#tell("connecting");
      return;
    }
    const after = topics.map((topic) => this.#position(topic));
    this.#opened = new Map(topics.map((topic, index) => [topic, after[index] ?? 0]));
    this.#listen(this.#open(`/api/events?topics=${encodeURIComponent(wanted)}&after=${after.join(",")}`));
  }

  /** The lowest position among a topic's readers: nobody may miss an event. */
  #position(topic: string): number {
    const readers = [...this.#subscribers].filter((each) => each.topics.includes(topic));
    return Math.max(0, Math.min(...readers.map((each) => each.position(topic))));
  }

  /** Whether the open stream is already beyond what some reader of the topic still wants. */
  #hasPassed(topic: string): boolean {
    const at = this.#seen.get(topic) ?? this.#opened.get(topic) ?? 0;
    return [...this.#subscribers].some((each) => each.topics.includes(topic) && each.position(topic) < at);
  }

  /** Gives a topic's readers again what they do not have yet, as far as it is kept. */
  #repeat(topic: string) {
    for (const each of this.#subscribers) {
      if (!each.topics.includes(topic)) continue;
      for (const event of this.keptAfter(topic, each.position(topic))) each.onEvent(event);
    }
  }

  #deliver() {
    const due = this.#waiting;
    this.#waiting = [];
    for (const event of due) {
      const { topic, seq } = event;
      if (seq <= (this.#seen.get(topic) ?? 0)) continue;
      this.#seen.set(topic, seq);
      const kept = this.#kept.get(topic) ?? [];
      kept.push(event);
      if (kept.length > KEPT) kept.shift();
      this.#kept.set(topic, kept);
      for (const each of this.#subscribers) if (each.topics.includes(topic)) each.onEvent(event);
    }
  }

  /** The first event at once; what comes before that is painted, afterwards and together. */
  #deliverInFrames() {
    if (this.#painting || this.#waiting.length === 0) return;
    this.#painting = true;
    this.#deliver();
    this.#afterFrame(() => {
      this.#painting = false;
      this.#deliverInFrames();
    });
  }

  #listen(source: Source) {
    this.#source = source;
    this.#seen.clear();
    this.#kept.clear();
    // The new stream begins where the readers stand, before these.
    this.#waiting = [];
    source.onopen = () => {
      this.#failures = 0;
      this.#tell("live");
    };
    source.onerror = () => {
      this.#tell(this.#state === "connecting" && this.#failures === 0 ? "connecting" : "lost");
      // The browser reconnects by itself unless the server refused.
      if (source.readyState !== CLOSED) return;
      this.#tell("lost");
      this.#schedule(RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)] ?? 0);
    };
    source.onmessage = (message: MessageEvent<string>) => {
      this.#read(message.data, (event) => {
        // Another stream began while the schema was loaded: it tells the same again.
        if (this.#source !== source) return;
        this.#waiting.push(event);
        this.#deliverInFrames();
      });
    };
  }

  #tell(state: ConnectionState) {
    this.#state = state;
    for (const each of this.#subscribers) each.onState(state);
  }
}
